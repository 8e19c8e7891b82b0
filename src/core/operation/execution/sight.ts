import type { ApprovalStanding } from "../request/approval.ts";
import type { FaultNote } from "../outcome/outcomes.ts";
import type { Instant, LockHolder, Reading, Rules } from "../../readings/readings.ts";
import type { RuleChange } from "../../rules/change.ts";
import type { VSchemaChange } from "../../rules/vschemas.ts";
import type { RestoreSeen } from "../../rules/restore.ts";
import type { StepAhead } from "../../rules/turns.ts";
import type { VDiff } from "../../vdiff/vdiff.ts";
import type { SnapshotId } from "../../rules/snapshots.ts";

/** The result of an execution's last effect, on which its next decision is made. */
export type Sight =
  /** Nothing since the execution was last written, or only something about an earlier state. */
  | { readonly kind: "nothing" }
  | { readonly kind: "unreadable"; readonly fault: FaultNote }
  | { readonly kind: "seen"; readonly seen: Seen }
  /** The connection is open, the rules are saved, and the turn, if it needs one, is held until `turnUntil`: only the send is left. */
  | { readonly kind: "prepared"; readonly seen: Seen; readonly snapshot: SnapshotId; readonly turnUntil?: Instant }
  /** Another step of Tandem's writes the cluster's documents, or is ahead in line. */
  | { readonly kind: "in-line"; readonly for: StepAhead }
  /** The time to send had passed before the call left this process. */
  | { readonly kind: "not-sent" }
  /** `said`: what Vitess answered, if it did so without an error. */
  | { readonly kind: "answered"; readonly fault?: FaultNote; readonly said?: readonly string[] };

/** One look at everything that decisions about an execution depend on. */
export interface Seen {
  readonly look: WorkflowLook | RulesLook;
  /** Digest of the shape of what the call changes. */
  readonly shape: string;
  /** All rules of the cluster. */
  readonly rules: Rules;
  readonly standing: ApprovalStanding;
  /** What preflight finds that blocks the step now, one line per reason. */
  readonly blocked: readonly string[];
  /** Vitess's major version, where it is known. */
  readonly major?: number;
  /** While a call is open: changes to the rules since then that the call does not explain. */
  readonly strange?: StrangeRules;
  /** Likewise for the VSchemas of its keyspaces: entries from before the call that are gone or have changed. */
  readonly vschemaChanges?: readonly VSchemaChange[];
}

export interface WorkflowLook {
  readonly kind: "workflow";
  readonly reading: Reading;
  readonly vdiff?: VDiff;
  /** What else is saved but not served; only read for an operation that would serve it. */
  readonly othersUnserved?: readonly string[];
}

/** What a restore is judged by. It contains no tables or streams, so rules can be put back while a keyspace does not answer. */
export interface RulesLook {
  readonly kind: "rules";
  readonly at: Instant;
  readonly lockHolders: readonly LockHolder[];
  /** Absent if the snapshot is no longer kept. */
  readonly restore?: RestoreSeen;
  /** What differs from the rules that the restore was shown against. */
  readonly difference: readonly string[];
}

export type StrangeRules =
  | { readonly kind: "changed"; readonly changes: readonly RuleChange[]; readonly total: number }
  /** The snapshot from before the call is no longer kept. */
  | { readonly kind: "not-compared" };

/** When a look was taken, by the store's clock. */
export function pickLookTime({ look }: Seen): Instant {
  return look.kind === "workflow" ? look.reading.at : look.at;
}

export function listLockHolders({ look }: Seen): readonly LockHolder[] {
  return look.kind === "workflow" ? look.reading.lockHolders : look.lockHolders;
}
