import type { Restore, WorkflowOperation } from "../operation/operations.ts";
import type { Alarm } from "../move/alarms.ts";
import type { LeftBehind } from "../move/left-behind.ts";
import type { Hold } from "../operation/executions.ts";
import type { Explanation } from "../explain/explain.ts";
import type { TabletType } from "../options/options.ts";
import type { Outcome } from "../operation/outcomes.ts";
import type { PersonId } from "../people/people.ts";
import type { JudgedFinding } from "../findings/overrides.ts";
import type { Instant, LockHolder } from "../readings/readings.ts";
import type { RuleChange } from "../rules/change.ts";
import type { SavedStep, SnapshotId } from "../rules/snapshots.ts";
import type { VSchemaChange } from "../rules/vschemas.ts";
import type { VDiffVerdict } from "../vdiff/verdict.ts";
import type { VDiff } from "../vdiff/vdiff.ts";
import type { GuardedVerb, BrokenCall } from "../move/broken-call.ts";
import type { OverrideTerms } from "../findings/finding.ts";
import type { Trouble } from "./trouble.ts";
import type { Keyspace } from "../vitess/names.ts";

/** One line of a move's thread. Written once, posted once, in order. */
export type EntryBody =
  | {
      readonly kind: "created";
      readonly by: PersonId;
      readonly tables: readonly string[];
      readonly sourceKeyspace: Keyspace;
      readonly snapshot: SnapshotId;
      /** What preflight found and did not stop it for. */
      readonly findings?: readonly JudgedFinding[];
      /** Tandem stopped waiting for the answer, and the workflow is there: what of it. */
      readonly cut?: { readonly waitedMs: number; readonly left?: LeftBehind };
    }
  /** `snapshot`: the rules right before, where it came so far. */
  | { readonly kind: "create-failed"; readonly by: PersonId; readonly explanation: Explanation; readonly snapshot?: SnapshotId }
  | { readonly kind: "adopted"; readonly by: PersonId }
  | { readonly kind: "started" | "stopped"; readonly by: PersonId }
  /** `changes`: one phrase a field that was set. */
  | { readonly kind: "updated"; readonly by: PersonId; readonly changes: readonly string[] }
  | {
      readonly kind: "mirrored";
      readonly by: PersonId;
      readonly percent: number;
      readonly tabletTypes: readonly TabletType[];
      /** The rules right before. */
      readonly snapshot?: SnapshotId;
    }
  /** As Vitess counted them; 0 where it did not. */
  | { readonly kind: "copy-finished"; readonly rows: bigint; readonly tookMs?: number; readonly stops?: true }
  | { readonly kind: "stalled"; readonly since: Instant }
  | { readonly kind: "moving-again" }
  /** `since`, `times`: of one that was told before. */
  | {
      readonly kind: "stream-error";
      readonly explanation: Explanation;
      readonly ofReverse?: true;
      readonly since?: Instant;
      readonly times?: number;
    }
  | { readonly kind: "alarm"; readonly alarm: Alarm; readonly tables: readonly string[] }
  /** Vitess does not answer. `broken`: a call of Tandem's own that broke off before, of which nobody knows what it has left. */
  | {
      readonly kind: "vitess-silent";
      readonly since: Instant;
      readonly why: string;
      readonly next: string;
      readonly broken?: BrokenCall;
    }
  | { readonly kind: "vitess-back"; readonly since: Instant }
  | { readonly kind: "vdiff-started"; readonly by: PersonId; readonly uuid: string }
  | { readonly kind: "vdiff-changed"; readonly by: PersonId; readonly uuid: string; readonly change: "stopped" | "resumed" | "deleted" }
  | { readonly kind: "vdiff-report"; readonly vdiff: VDiff; readonly verdict: VDiffVerdict; readonly tookMs?: number }
  | { readonly kind: "dry-run"; readonly by: PersonId; readonly verb: GuardedVerb; readonly lines: readonly string[] }
  | { readonly kind: "verb-failed"; readonly by: PersonId; readonly verb: string; readonly explanation: Explanation }
  /** The place of a request's own message in the thread. */
  | { readonly kind: "requested"; readonly requestId: string }
  | {
      readonly kind: "vote";
      readonly requestId: string;
      readonly by: PersonId;
      readonly vote: "approve" | "reject";
      /** It counts when it is known again who may vote. */
      readonly held?: true;
      readonly reason: string;
      readonly approvals: number;
      readonly needed: number;
    }
  | {
      readonly kind: "request-ended";
      readonly requestId: string;
      readonly verb: GuardedVerb;
      readonly how: "expired" | "withdrawn" | "called-off" | "changed";
      readonly by?: PersonId;
      /** Of one that was called off. */
      readonly reason?: string;
      readonly difference: readonly string[];
    }
  /** Votes of people who are no approvers, or not any more: they are taken out. */
  | { readonly kind: "votes-lapsed"; readonly requestId: string; readonly people: readonly PersonId[] }
  | { readonly kind: "held"; readonly executionId: string; readonly hold: Hold }
  /** `snapshot`: the rules right before. */
  | { readonly kind: "reads-switched"; readonly executionId: string; readonly soakUntil: Instant; readonly snapshot?: SnapshotId }
  | {
      readonly kind: "outcome";
      readonly executionId: string;
      readonly act: Deed;
      readonly by: PersonId;
      readonly outcome: Outcome;
      readonly explanation?: Explanation;
      readonly rollbackUntil?: Instant;
      /** Of a switch: the reads that the source still serves after it. Absent where it left none, and in records of before. */
      readonly readsLeft?: readonly TabletType[];
      readonly tookMs?: number;
      /** The rules right before each call that was sent. */
      readonly snapshots?: readonly SnapshotId[];
    }
  /** Rules are other than the step makes them: somebody else changed them meanwhile. `changes` are the first of `total`. */
  | {
      readonly kind: "rules-changed";
      readonly step: SavedStep;
      readonly snapshot: SnapshotId;
      readonly changes: readonly RuleChange[];
      readonly total: number;
    }
  /** What the VSchemas said before a step of Tandem's, and do not say any more: Vitess took it away, or somebody did meanwhile. */
  | {
      readonly kind: "vschema-changed";
      readonly step: SavedStep;
      readonly snapshot: SnapshotId;
      readonly changes: readonly VSchemaChange[];
    }
  /** The rules after a step could not be read, so nobody knows whether somebody else changed them. */
  | { readonly kind: "rules-not-compared"; readonly step: SavedStep; readonly snapshot: SnapshotId }
  /** Done between two readings in which Tandem did nothing. `own`: a call of Tandem's that was given up then, and arrived late. */
  | {
      readonly kind: "outside";
      readonly what: OutsideChange;
      readonly notBefore: Instant;
      readonly notAfter: Instant;
      readonly own?: { readonly verb: GuardedVerb; readonly startedAt: Instant };
    }
  /** What is wrong, the worst first, and how many more troubles the detail has. `detail` is a text file. */
  | {
      readonly kind: "diagnosed";
      readonly by: PersonId;
      readonly troubles: readonly Trouble[];
      readonly more: number;
      readonly detail: string;
    }
  /** After a rescue: who still holds the workflow's lock, where it is kept, and when it lapses at the latest. */
  | { readonly kind: "lock-left"; readonly holder: LockHolder; readonly path: string; readonly lapsesBy?: Instant }
  /** What stays in Vitess of a workflow that is gone, or was not made whole, with what cleans it. */
  | { readonly kind: "left-behind"; readonly after: "create" | "delete" | "cancel"; readonly left: LeftBehind }
  | { readonly kind: "gone" };

/** What a proposal does, as its thread line keeps it: the options, and not the facts that it was asked on. */
export type Deed =
  /** `ofTenant`: of a move of one tenant, whose tables are everybody's. */
  | (WorkflowOperation & { readonly ofTenant?: true })
  | { readonly verb: "restore"; readonly options: Restore }
  | { readonly verb: "override"; readonly options: OverrideTerms }
  /** `keyspace`: where writes were given back to; in records of before always the source, and absent. */
  | {
      readonly verb: "rescue";
      readonly options: { readonly tables: readonly string[]; readonly keyspace?: string; readonly serves?: true };
    };

/** What can be seen of a change that Tandem did not make. */
export type OutsideChange =
  | "writes-possible-again"
  /** The record is clean, and whether the tablets have read it is not known. */
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
