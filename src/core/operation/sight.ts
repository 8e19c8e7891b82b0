import type { Standing } from "./approval.ts";
import type { FaultNote } from "./outcomes.ts";
import type { Instant, LockHolder, Reading, Rules } from "../readings/readings.ts";
import type { RuleChange } from "../rules/change.ts";
import type { VSchemaChange } from "../rules/vschemas.ts";
import type { RestoreSeen } from "../rules/restore.ts";
import type { StepAhead } from "../rules/turns.ts";
import type { VDiff } from "../vdiff/vdiff.ts";
import type { SnapshotId } from "../rules/snapshots.ts";

/** What came of the last effect of an execution: what its next decision is made on. */
export type Sight =
  /** Nothing since the execution was last written, or something that was about an earlier state of it. */
  | { readonly kind: "nothing" }
  | { readonly kind: "unreadable"; readonly fault: FaultNote }
  | { readonly kind: "seen"; readonly seen: Seen }
  /** The connection stands, the turn, where it needs one, is there until then, and the rules are saved: only the send is left. */
  | { readonly kind: "prepared"; readonly seen: Seen; readonly snapshot: SnapshotId; readonly turnUntil?: Instant }
  /** Another step of Tandem's writes the cluster's documents, or goes first. */
  | { readonly kind: "in-line"; readonly for: StepAhead }
  /** The moment had passed before the call left this process. */
  | { readonly kind: "not-sent" }
  | { readonly kind: "answered"; readonly fault?: FaultNote };

/** One look at everything that an execution is decided on. */
export interface Seen {
  readonly look: WorkflowLook | RulesLook;
  /** Digest of the shape of what the call changes. */
  readonly shape: string;
  /** All rules of the cluster. */
  readonly rules: Rules;
  readonly standing: Standing;
  /** What preflight finds now that stops the step: one line for each reason. */
  readonly blocked: readonly string[];
  /** The release, where it is known. */
  readonly major?: number;
  /** While a call is open: what happened to the rules since that the call does not explain. */
  readonly strange?: StrangeRules;
  /** The same of what the VSchemas of its keyspaces said before it: entries that are gone, or say something else. */
  readonly vschemaChanges?: readonly VSchemaChange[];
}

export interface WorkflowLook {
  readonly kind: "workflow";
  readonly reading: Reading;
  readonly vdiff?: VDiff;
  /** What else is saved and not served; looked for where it is to be served. */
  readonly othersUnserved?: readonly string[];
}

/** What a restore is judged by. Nothing of tables or streams, so that rules can be put back while a keyspace does not answer. */
export interface RulesLook {
  readonly kind: "rules";
  readonly at: Instant;
  readonly lockHolders: readonly LockHolder[];
  /** Absent: the snapshot is not kept any more. */
  readonly restore?: RestoreSeen;
  /** What differs from the rules that the restore was shown against. */
  readonly difference: readonly string[];
}

export type StrangeRules =
  | { readonly kind: "changed"; readonly changes: readonly RuleChange[]; readonly total: number }
  /** The snapshot from before the call is not kept any more. */
  | { readonly kind: "not-compared" };

/** When a look was taken, by the store's clock. */
export function timeOfLook({ look }: Seen): Instant {
  return look.kind === "workflow" ? look.reading.at : look.at;
}

export function holdersIn({ look }: Seen): readonly LockHolder[] {
  return look.kind === "workflow" ? look.reading.lockHolders : look.lockHolders;
}
