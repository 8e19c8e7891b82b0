import type { Restore, WorkflowOperation } from "../operation/request/operations.ts";
import type { Alarm } from "../move/alarms.ts";
import type { LeftBehind } from "../move/left-behind.ts";
import type { MoveEnd } from "../move/moves.ts";
import type { AlarmCause } from "../move/raised.ts";
import type { SenderLost } from "../operation/execution/decided.ts";
import type { Hold } from "../operation/execution/executions.ts";
import type { Explanation } from "../explain/explain.ts";
import type { Outcome } from "../operation/outcome/outcomes.ts";
import type { PersonId, RequestId } from "../people/people.ts";
import type { JudgedFinding } from "../findings/overrides.ts";
import type { Instant, LockHolder } from "../readings/readings.ts";
import type { RuleChange } from "../rules/change.ts";
import type { SavedStep, SnapshotId } from "../rules/snapshots.ts";
import type { VSchemaChange } from "../rules/vschemas.ts";
import type { EarlierVDiff } from "../vdiff/change.ts";
import type { VDiffVerdict } from "../vdiff/verdict.ts";
import type { VDiff } from "../vdiff/vdiff.ts";
import type { GuardedVerb, BrokenCall } from "../move/broken-call.ts";
import type { OverrideTerms } from "../findings/finding.ts";
import type { Trouble } from "./trouble.ts";
import type { Keyspace, TableName } from "../vitess/names.ts";
import type { TabletType } from "../options/kinds.ts";

/** One line of a move's thread. Written once, posted once, in order. */
export type EntryBody =
  | {
      readonly kind: "created";
      readonly by: PersonId;
      readonly tables: readonly TableName[];
      readonly sourceKeyspace: Keyspace;
      readonly snapshot: SnapshotId;
      /** Preflight findings that did not stop the create. */
      readonly findings?: readonly JudgedFinding[];
      /** Tandem stopped waiting for the answer; `left`: what exists of the workflow. */
      readonly cut?: { readonly waitedMs: number; readonly left?: LeftBehind };
    }
  /** `snapshot`: the rules right before, if the create got that far. */
  | { readonly kind: "create-failed"; readonly by: PersonId; readonly explanation: Explanation; readonly snapshot?: SnapshotId }
  | { readonly kind: "adopted"; readonly by: PersonId }
  /** Somebody accepted the move in a hand-over. */
  | { readonly kind: "handed-over"; readonly by: PersonId; readonly from: PersonId }
  | { readonly kind: "started" | "stopped"; readonly by: PersonId }
  /** `changes`: one phrase for each field that was set. */
  | { readonly kind: "updated"; readonly by: PersonId; readonly changes: readonly string[] }
  | {
      readonly kind: "mirrored";
      readonly by: PersonId;
      readonly percent: number;
      readonly tabletTypes: readonly TabletType[];
      /** The rules right before. */
      readonly snapshot?: SnapshotId;
    }
  /** `rows`: as Vitess counted them; 0 if it did not. */
  | { readonly kind: "copy-finished"; readonly rows: bigint; readonly tookMs?: number; readonly stops?: true }
  | { readonly kind: "stalled"; readonly since: Instant }
  /** Written by releases that had no all clear. */
  | { readonly kind: "moving-again" }
  | { readonly kind: "lasting"; readonly cause: "lag-grows" | "no-source"; readonly since: Instant; readonly lagSeconds?: number }
  /** Somebody pressed *I have it*. */
  | { readonly kind: "alarm-taken"; readonly cause: AlarmCause; readonly by: PersonId }
  | ({ readonly kind: "all-clear" } & AlarmOver)
  /** `since`, `times`: only for an error that was announced before. */
  | {
      readonly kind: "stream-error";
      readonly explanation: Explanation;
      readonly ofReverse?: true;
      readonly since?: Instant;
      readonly times?: number;
    }
  | { readonly kind: "alarm"; readonly alarm: Alarm; readonly tables: readonly TableName[] }
  /** Vitess does not answer. `broken`: an earlier call of Tandem's that broke off; nobody knows what it has left. */
  | {
      readonly kind: "vitess-silent";
      readonly since: Instant;
      readonly why: string;
      readonly next: string;
      readonly broken?: BrokenCall;
    }
  /** Written by releases that had no all clear. */
  | { readonly kind: "vitess-back"; readonly since: Instant }
  | { readonly kind: "vdiff-started"; readonly by: PersonId; readonly uuid: string }
  | { readonly kind: "vdiff-changed"; readonly by: PersonId; readonly uuid: string; readonly change: "stopped" | "resumed" | "deleted" }
  | ({ readonly kind: "vdiff-report"; readonly vdiff: VDiff } & ReportedVDiff)
  | ({ readonly kind: "large-vdiff-report" } & LargeVDiffReport)
  | { readonly kind: "glass-broken"; readonly by: PersonId; readonly verb: GuardedVerb; readonly reason: string }
  | { readonly kind: "dry-run"; readonly by: PersonId; readonly verb: GuardedVerb; readonly lines: readonly string[] }
  | { readonly kind: "verb-failed"; readonly by: PersonId; readonly verb: string; readonly explanation: Explanation }
  /** Marks the place of a request's own message in the thread. */
  | { readonly kind: "requested"; readonly requestId: RequestId }
  | {
      readonly kind: "vote";
      readonly requestId: RequestId;
      readonly by: PersonId;
      readonly vote: "approve" | "reject";
      /** Counts once it is known who may vote. */
      readonly held?: true;
      readonly reason: string;
      readonly approvals: number;
      readonly needed: number;
    }
  | {
      readonly kind: "request-ended";
      readonly requestId: RequestId;
      readonly verb: GuardedVerb;
      readonly how: "expired" | "withdrawn" | "called-off" | "changed";
      readonly by?: PersonId;
      /** Only for a request that was called off. */
      readonly reason?: string;
      readonly difference: readonly string[];
    }
  /** Votes removed because the voters are not, or no longer, approvers. */
  | { readonly kind: "votes-lapsed"; readonly requestId: RequestId; readonly people: readonly PersonId[] }
  /** A request undecided at half time, or when quiet hours ended after it. `calls`: the approvers, whom the line mentions if it is posted before `callUntil`. */
  | {
      readonly kind: "reminder";
      readonly requestId: RequestId;
      readonly verb: GuardedVerb;
      readonly approvals: number;
      readonly needed: number;
      readonly approveBy: Instant;
      readonly calls: readonly string[];
      readonly callUntil: Instant;
    }
  | { readonly kind: "held"; readonly executionId: string; readonly hold: Hold }
  /** The process that sent a call gives no sign of life, and another took over. */
  | ({ readonly kind: "sender-lost"; readonly executionId: string; readonly verb: GuardedVerb } & SenderLost)
  /** `snapshot`: the rules right before. */
  | { readonly kind: "reads-switched"; readonly executionId: string; readonly soakUntil: Instant; readonly snapshot?: SnapshotId }
  | {
      readonly kind: "outcome";
      readonly executionId: string;
      readonly act: Operation;
      readonly by: PersonId;
      readonly outcome: Outcome;
      readonly explanation?: Explanation;
      readonly rollbackUntil?: Instant;
      /** After a switch: the reads that the source still serves. Absent if there are none, and missing in records of older releases. */
      readonly readsLeft?: readonly TabletType[];
      readonly tookMs?: number;
      /** How long applications' writes waited at most. Absent if none were moved, and missing in records of older releases. */
      readonly writesWaitedMs?: number;
      /** The rules right before each call that was sent. */
      readonly snapshots?: readonly SnapshotId[];
    }
  /** Rules differ from what the step makes them: somebody else changed them meanwhile. `changes` are the first of `total`. */
  | {
      readonly kind: "rules-changed";
      readonly step: SavedStep;
      readonly snapshot: SnapshotId;
      readonly changes: readonly RuleChange[];
      readonly total: number;
    }
  /** VSchema entries from before one of Tandem's steps that are gone or changed: Vitess removed them, or somebody did meanwhile. */
  | {
      readonly kind: "vschema-changed";
      readonly step: SavedStep;
      readonly snapshot: SnapshotId;
      readonly changes: readonly VSchemaChange[];
    }
  /** Tandem could not compare the rules after a step, so nobody knows whether somebody else changed them. */
  | { readonly kind: "rules-not-compared"; readonly step: SavedStep; readonly snapshot: SnapshotId }
  /** A change between two readings in which Tandem did nothing. `own`: Tandem's call that it had given up and that arrived late. */
  | {
      readonly kind: "outside";
      readonly what: OutsideChange;
      readonly notBefore: Instant;
      readonly notAfter: Instant;
      readonly own?: { readonly verb: GuardedVerb; readonly startedAt: Instant };
      /** The store lost what it had recorded in between, so Tandem itself may have done it. */
      readonly isUnsure?: true;
    }
  /** The store went back, and had confirmed something about this move that it does not have any more. */
  | { readonly kind: "store-older" }
  /** What is wrong, worst first; `more` counts further troubles in `detail`, a text file. */
  | {
      readonly kind: "diagnosed";
      readonly by: PersonId;
      readonly troubles: readonly Trouble[];
      readonly more: number;
      readonly detail: string;
    }
  /** After a rescue: who still holds the workflow's lock, where it is kept, and when it lapses at the latest. */
  | { readonly kind: "lock-left"; readonly holder: LockHolder; readonly path: string; readonly lapsesBy?: Instant }
  /** What a workflow that is gone or was never fully created left in Vitess, with what cleans it up. */
  | { readonly kind: "left-behind"; readonly after: "create" | "delete" | "cancel"; readonly left: LeftBehind }
  | { readonly kind: "gone"; readonly isUnsure?: true };

/** What a report tells of a VDiff beside its counts. */
export interface ReportedVDiff {
  readonly verdict: VDiffVerdict;
  readonly tookMs?: number;
  /** The tables it was told to compare; absent for all. Missing, like `before`, in records of older releases. */
  readonly asked?: readonly TableName[];
  readonly before?: EarlierVDiff;
}

/** A report whose counts are kept apart: a thread's lines are all read for each line that is posted. */
export interface LargeVDiffReport extends ReportedVDiff {
  readonly vdiff: Omit<VDiff, "tables">;
  /** The record with the counts of each table and shard, and how many there are. */
  readonly counts: { readonly id: string; readonly rows: number };
  /** What a later VDiff is held against. */
  readonly found?: EarlierVDiff;
}

/** An alarm that is over, or not watched any more. */
export interface AlarmOver {
  readonly cause: AlarmCause;
  readonly since: Instant;
  readonly until: Instant;
  /** How often it came. */
  readonly times: number;
  readonly takenBy?: { readonly by: PersonId; readonly at: Instant };
  /** The move ended while the alarm showed: Tandem watches no more, and the trouble may be left. */
  readonly ended?: MoveEnd;
}

/** What a proposal does, as its thread line keeps it: the options without the facts it was requested on. */
export type Operation =
  /** `ofTenant`: one tenant's move, whose tables all tenants share. */
  | (WorkflowOperation & { readonly ofTenant?: true })
  | { readonly verb: "restore"; readonly options: Restore }
  | { readonly verb: "override"; readonly options: OverrideTerms }
  /** `keyspace`: whose writes were unblocked; missing in records of older releases, where it was always the source. */
  | {
      readonly verb: "rescue";
      readonly options: { readonly tables: readonly TableName[]; readonly keyspace?: string; readonly serves?: true };
    };

/** What readings can show of a change that Tandem did not make. */
export type OutsideChange =
  | "writes-possible-again"
  /** The record is clean, but nobody knows whether the tablets have read it. */
  | "record-cleaned"
  | "switch-finished"
  | "reads-switched"
  | "reads-switched-back"
  | "writes-switched"
  | "writes-switched-back"
  | "streams-stopped"
  | "streams-started"
  | "mirroring-changed";

/** One line of a move's thread. `seq` counts from 0 without gaps; `at` is the store's time. */
export interface Entry {
  readonly seq: number;
  readonly at: Instant;
  readonly body: EntryBody;
}
