import type { Ballot, Vote } from "../../../src/core/operation/request/approval.ts";
import { ANA } from "./model/people.ts";

export const AT = Date.parse("2026-11-20T14:00:00Z");
export const MINUTE = 60_000;

/** Ana requests at 14:00; two people, not her; half an hour to approve, 15 minutes to execute. */
export const OPEN: Ballot = {
  askedBy: ANA,
  approveBy: AT + 30 * MINUTE,
  useForMs: 15 * MINUTE,
  rule: { people: 2, requesterCounts: false },
  votes: [],
  state: { kind: "open" },
};

export type Cast = Pick<Vote, "kind" | "reason">;
export const APPROVE = { kind: "approve", reason: "" } as const satisfies Cast;
export const REJECT = { kind: "reject", reason: "not before the release" } as const satisfies Cast;
