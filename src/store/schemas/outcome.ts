import { z } from "zod";
import { FAULT_KINDS } from "../../core/explain/rule/fault-kinds.ts";
import type { OperationRefusal, FaultNote, OutcomeFact, Outcome } from "../../core/operation/outcome/outcomes.ts";
import { MS, PERSON, TEXTS } from "./scalars.ts";
import { defineUnion, type KindSchemas, type Shape, defineWord } from "./shape.ts";

export const FAULT_NOTE = z.looseObject({ kind: z.enum(FAULT_KINDS), text: z.string() } satisfies Shape<FaultNote>);

const OUTCOME_FACT = defineWord<OutcomeFact>({
  "reads-switched": 0,
  "reads-partly-switched": 0,
  "reads-not-switched": 0,
  "writes-switched": 0,
  "writes-partly-switched": 0,
  "writes-not-switched": 0,
  "source-denies-writes": 0,
  "target-denies-writes": 0,
  "both-sides-deny-writes": 0,
  "no-side-denies-writes": 0,
  "not-frozen": 0,
  "reverse-missing": 0,
  "reverse-not-running": 0,
  "forward-not-running": 0,
  "workflow-gone": 0,
  "workflow-left": 0,
  "reverse-left": 0,
  "rules-left": 0,
  "source-tables-left": 0,
  "target-tables-left": 0,
  "denied-tables-left": 0,
  "workflow-locked": 0,
  "rules-differ": 0,
  "rules-not-propagated": 0,
  "rules-not-served": 0,
  "served-unread": 0,
  "tablets-not-told": 0,
  "state-unreadable": 0,
});

const REFUSAL = defineWord<OperationRefusal>({
  "state-changed": 0,
  "preflight-blocked": 0,
  "use-by-passed": 0,
  "approver-lost": 0,
  "policy-raised": 0,
  withdrawn: 0,
  "window-missed": 0,
  "lag-too-high": 0,
  "people-unknown-too-long": 0,
  "in-freeze": 0,
  "workflow-missing": 0,
  "still-copying": 0,
  "streams-not-running": 0,
  "stream-never-started": 0,
  "no-reverse-workflow": 0,
  "not-switched": 0,
  "already-switched": 0,
  "reads-switched": 0,
  "reads-left": 0,
  "served-unread": 0,
  "tenant-stays": 0,
  "shards-go-together": 0,
  "target-denies-writes": 0,
  "writes-denied": 0,
  "routed-to-target": 0,
  "switch-unfinished": 0,
  "mirror-rules-left": 0,
  "rules-lost": 0,
  "serving-not-proven": 0,
  "serving-not-urgent": 0,
  "snapshot-missing": 0,
  "rules-in-use": 0,
  "switch-alive": 0,
  "nothing-denied": 0,
  "workflow-locked": 0,
  unreachable: 0,
});

const found = { at: MS, findings: z.array(OUTCOME_FACT), fault: FAULT_NOTE.exactOptional() };
const undone = { at: MS, fault: FAULT_NOTE.exactOptional(), readsSwitched: z.boolean().exactOptional() };

const OUTCOMES = {
  succeeded: z.looseObject({ kind: z.literal("succeeded"), at: MS }),
  "already-so": z.looseObject({ kind: z.literal("already-so"), at: MS }),
  unfinished: z.looseObject({ kind: z.literal("unfinished"), ...found }),
  refused: z.looseObject({ kind: z.literal("refused"), ...undone, reason: REFUSAL, difference: TEXTS }),
  failed: z.looseObject({ kind: z.literal("failed"), ...undone }),
  "called-off": z.looseObject({ kind: z.literal("called-off"), ...undone, by: PERSON, reason: z.string() }),
  unknown: z.looseObject({ kind: z.literal("unknown"), ...found }),
} satisfies KindSchemas<Outcome>;

export const OUTCOME: z.ZodType<Outcome> = defineUnion(OUTCOMES);
