import type { VoteRefusal } from "../request/approval.ts";
import type { OperationRefusal } from "./outcomes.ts";
import type { PersonId } from "../../people/people.ts";
import type { Instant } from "../../readings/readings.ts";
import type { GuardedVerb } from "../../move/broken-call.ts";

/** Why Tandem refuses a command before it calls Vitess, or right after reading from it. */
export type CommandRefusal =
  | "not-an-operator"
  | "not-understood"
  | "people-unknown"
  | "no-approvers"
  | "too-few-approvers"
  | "seat-without-approver"
  | "outside-window"
  | "freeze-is-over"
  | "freeze-not-allowed"
  | "nothing-frozen"
  | "frozen-by-policy"
  | "break-glass-forbidden"
  | "break-glass-not-allowed"
  | "unknown-cluster"
  | "unknown-keyspace"
  | "unknown-table"
  | "view-not-moved"
  | "unknown-workflow"
  | "not-a-movetables"
  | "workflow-exists"
  | "source-is-target"
  | "table-in-other-workflow"
  | "no-tables"
  | "unknown-finding"
  | "nothing-to-override"
  | "not-overridable"
  | "vdiff-while-copying"
  | "vdiff-running"
  | "vdiff-not-running"
  | "vdiff-table-gone"
  | "vdiff-after-switch"
  | "no-vdiff"
  | "vdiff-forgotten"
  | "vdiff-not-kept"
  | "request-open"
  | "execution-running"
  | "nothing-to-call-off"
  | "call-off-not-allowed"
  | "audit-not-allowed"
  | "frozen"
  | "atomic-copy-stopped"
  | "stops-after-copy"
  | "throttler-unknown"
  | "unknown-snapshot"
  | "no-thread-for-restore"
  | "nothing-to-restore"
  | "others-rules-differ"
  | "mirrors-not-writable"
  | "not-in-channel"
  | "already-adopted"
  | "already-followed"
  | "not-followed"
  | "followed-by-pattern"
  | "pattern-not-followed"
  | "too-many-patterns"
  | "no-fleet"
  | "nothing-to-hand-over"
  | "no-such-operator"
  | "handover-to-yourself"
  | "option-needs-version"
  | "not-on-reverse";

/** Everything that Tandem refuses, by code. */
export type Refusal = CommandRefusal | OperationRefusal | VoteRefusal;

/** A refusal with the names that its sentence needs. */
export interface Refused {
  readonly kind: "refused";
  readonly reason: Refusal;
  /** What it is about: a keyspace, a table list, a workflow. Shown after escaping and clipping. */
  readonly subject: string;
  /** The closest valid names, best first; at most three. */
  readonly nearest: readonly string[];
  /** For `option-needs-version`: the cluster's release, and the one that the option needs. */
  readonly release?: { readonly needs: number; readonly bound: "since" | "until"; readonly connected: string };
  /** For `request-open`, `execution-running` and `workflow-exists`: who started what is already there, and when. */
  readonly earlier?: { readonly by: PersonId; readonly at: Instant; readonly verb: GuardedVerb | "create" };
  /** For `vdiff-forgotten` and `vdiff-not-kept`: when that VDiff ended, and whether traffic was switched back since. */
  readonly compared?: { readonly at: Instant; readonly beforeRollback: boolean };
  /** The typed line with the wrong name replaced by the closest valid one; without `/movetables`. */
  readonly example?: string;
}
