import type { OperationRefusal } from "../outcome/outcomes.ts";
import type { HoldReason } from "./executions.ts";

/** The refusal when time runs out on a held execution, by the reason that held it last. */
export const LAPSED = {
  lag: "lag-too-high",
  locked: "workflow-locked",
  "dead-lock": "workflow-locked",
  "rules-in-use": "rules-in-use",
  "people-unknown": "people-unknown-too-long",
  freeze: "in-freeze",
  window: "window-missed",
} as const satisfies Record<HoldReason["reason"], OperationRefusal>;
