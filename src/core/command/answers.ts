import type { AuditAnswer } from "./audit-answer.ts";
import type { Command, Verb } from "./command.ts";
import type { ClusterView } from "../readings/clusters.ts";
import type { FreezeAnswer } from "./freeze-answers.ts";
import type { FreezeNow } from "../operation/freeze/freezes.ts";
import type { FollowAnswer } from "./follow-answers.ts";
import type { LockStanding } from "../situation/diagnosis.ts";
import type { Receipt } from "./receipt.ts";
import type { Explanation } from "../explain/explain.ts";
import type { HeldLock } from "../move/locks.ts";
import type { ClusterName, Keyspace, MoveName, TableName } from "../vitess/names.ts";
import type { PersonId } from "../people/people.ts";
import type { PlannedCreate } from "../preflight/create.ts";
import type { PreflightStep } from "../findings/finding.ts";
import type { JudgedFinding } from "../findings/overrides.ts";
import type { Instant, LockHolder, Reading, Rules, TableSize } from "../readings/readings.ts";
import type { Refused } from "../operation/outcome/refusals.ts";
import type { RuleChange } from "../rules/change.ts";
import type { OtherMove, Outage } from "../rules/restore.ts";
import type { FinishedCopy } from "../copy/finished.ts";
import type { Sample } from "../copy/samples.ts";
import type { Situation } from "../situation/situation.ts";
import type { SnapshotNote, SnapshotId } from "../rules/snapshots.ts";
import type { StepAhead } from "../rules/turns.ts";
import type { ThrottlerCheck, ThrottlerStatus } from "../readings/throttler.ts";
import type { VDiffVerdict } from "../vdiff/verdict.ts";
import type { VDiff, VDiffListed } from "../vdiff/vdiff.ts";
import type { GuardedVerb } from "../move/broken-call.ts";
import type { Trouble } from "../announce/trouble.ts";
import type { RuleDocument } from "../options/kinds.ts";

/** A move, with everything that cards, lists and answers are drawn from. */
export interface MoveView {
  readonly situation: Situation;
  readonly samples: readonly Sample[];
  readonly sizes: readonly TableSize[];
  /** Finished copies between the same keyspaces, newest first. */
  readonly earlier: readonly FinishedCopy[];
}

/** A workflow that exists in Vitess but that Tandem does not follow. */
export interface ForeignWorkflow {
  readonly name: MoveName;
  readonly type: string;
  readonly states: readonly string[];
}

/** The private answer to one command. */
export type Answer =
  | Refused
  /** `line`, what the asker typed, and `move`, the move it was about, feed the buttons. */
  | { readonly kind: "fault"; readonly doing: string; readonly explanation: Explanation; readonly line?: string; readonly move?: MoveName }
  /** Tandem did nothing, because the line names a server it does not know. `lines`: the same line for each cluster it may mean. */
  | {
      readonly kind: "which-cluster";
      readonly server: string;
      readonly verb: Verb;
      readonly lines: readonly { readonly cluster: ClusterName; readonly line: string }[];
    }
  /** Vitess has not responded for this long; the real answer still follows. `subject`: a workflow's name. */
  | { readonly kind: "still-waiting"; readonly verb: Command["verb"]; readonly subject?: string; readonly seconds: number }
  /** A Vitess text that somebody asked about. */
  | { readonly kind: "explained"; readonly explanation: Explanation }
  | {
      readonly kind: "receipt";
      readonly move: MoveName;
      readonly doing: Receipt;
      readonly tables: readonly TableName[];
      readonly sourceKeyspace: Keyspace;
      /** For a create: the findings that did not block it. */
      readonly findings?: readonly JudgedFinding[];
      /** What was requested meets this freeze. */
      readonly freeze?: FreezeNow;
    }
  | {
      readonly kind: "list";
      readonly moves: readonly MoveView[];
      readonly others: readonly ForeignWorkflow[];
      /** Somebody asked for the file, also if every move has its row. */
      readonly csv?: true;
      readonly unreachable: readonly string[];
      /** Every freeze of the cluster; absent if there is none. */
      readonly frozen?: readonly FreezeNow[];
      readonly now: Instant;
    }
  /** `stale`: Vitess could not be read just now, so the situation is from the last reading. */
  | { readonly kind: "status"; readonly view: MoveView; readonly stale: boolean }
  | { readonly kind: "show"; readonly view: MoveView; readonly logs: readonly string[] }
  | { readonly kind: "foreign-status"; readonly name: MoveName; readonly reading: Reading; readonly now: Instant }
  | {
      readonly kind: "vdiff";
      readonly name: MoveName;
      readonly vdiff: VDiff;
      readonly verdict: VDiffVerdict;
      /** The tables it was told to compare, if Tandem started it for some only. */
      readonly asked?: readonly TableName[];
      /** When the move ended; absent for one that goes on. */
      readonly endedAt?: Instant;
    }
  | { readonly kind: "vdiff-list"; readonly name: MoveName; readonly vdiffs: readonly VDiffListed[] }
  /** A command waits for its turn to write the cluster's documents and continues by itself. `isNew`: it has just begun to wait. */
  | {
      readonly kind: "in-line";
      readonly move: MoveName;
      readonly step: "create" | "mirror";
      readonly for: StepAhead;
      readonly isNew: boolean;
    }
  | AuditAnswer
  | { readonly kind: "dry-run"; readonly move: MoveName; readonly verb: GuardedVerb; readonly lines: readonly string[] }
  /** `stopped`: somebody requested the step and Tandem did not take it; otherwise somebody only wanted to know. */
  | {
      readonly kind: "preflight";
      readonly move: MoveName;
      readonly step: PreflightStep;
      readonly findings: readonly JudgedFinding[];
      readonly stopped: boolean;
      readonly now: Instant;
    }
  | {
      readonly kind: "planned-create";
      readonly move: MoveName;
      readonly plan: PlannedCreate;
      readonly findings: readonly JudgedFinding[];
      readonly now: Instant;
    }
  /** `afterCall`: Tandem waits for the call under way, and sends nothing after it. */
  | {
      readonly kind: "called-off";
      readonly move: MoveName;
      readonly verb: GuardedVerb;
      readonly afterCall: boolean;
      readonly readsSwitched: boolean;
    }
  | FollowAnswer
  | FreezeAnswer
  /** `leftOut`: moves of the channel whose cluster the giver does not operate. */
  | { readonly kind: "handover-offered"; readonly moves: number; readonly leftOut: number; readonly to?: PersonId }
  /** Workflows begun elsewhere that Tandem follows from now on. */
  | { readonly kind: "adopted"; readonly keyspace: Keyspace; readonly moves: readonly MoveName[] }
  /** Worst first; empty when nothing wrong was found. */
  | {
      readonly kind: "diagnosis";
      readonly move: MoveName;
      readonly sourceKeyspace: Keyspace;
      readonly troubles: readonly Trouble[];
      /** Absent when Vitess could not be read. */
      readonly situation?: Situation;
      readonly now: Instant;
    }
  /** What unblocking writes would do; Tandem waits until somebody types the workflow's name. */
  | {
      readonly kind: "rescue-plan";
      readonly move: MoveName;
      /** The side that routing leads to, where writes become possible again. */
      readonly keyspace: string;
      readonly tables: readonly TableName[];
      readonly lockHolders: readonly LockHolder[];
      /** Tandem would have the saved rules served, which changes no other move's rules. */
      readonly serves?: true;
      /** The record is clean: Tandem would only have the tablets read it. */
      readonly refreshOnly?: true;
      /** What somebody typed instead of the name. */
      readonly typed?: string;
      readonly now: Instant;
    }
  /** Tandem requested nothing, because the step has to wait for a lock. Unless it is young, a dead vtctld may have left it, for hours. */
  | { readonly kind: "locked"; readonly move: MoveName; readonly lock: HeldLock; readonly now: Instant; readonly standing: LockStanding }
  /** `documents`: those requested; `snapshots`: the newest. */
  | {
      readonly kind: "rules";
      readonly cluster: ClusterName;
      readonly documents: readonly RuleDocument[];
      readonly rules: Rules;
      readonly snapshots: readonly SnapshotNote[];
      readonly now: Instant;
    }
  | {
      readonly kind: "rules-saved";
      readonly cluster: ClusterName;
      readonly snapshot: SnapshotId;
      readonly label?: string;
      readonly counts: readonly { readonly document: RuleDocument; readonly rules: number }[];
    }
  /** From the snapshot to the current rules. */
  | { readonly kind: "rules-diff"; readonly snapshot: SnapshotNote; readonly changes: readonly RuleChange[]; readonly now: Instant }
  /** What a restore would do; nobody has requested it. */
  | {
      readonly kind: "rules-preview";
      readonly snapshot: SnapshotNote;
      readonly documents: readonly RuleDocument[];
      readonly lines: readonly string[];
      readonly outages: readonly Outage[];
      /** Other moves whose rules differ as well, and whether the restore changes them. */
      readonly others: readonly OtherMove[];
      readonly whole: boolean;
    }
  /** In the order of the configuration. */
  | { readonly kind: "clusters"; readonly clusters: readonly ClusterView[]; readonly now: Instant }
  | { readonly kind: "keyspaces"; readonly cluster: ClusterName; readonly keyspaces: readonly Keyspace[] }
  /** Largest first. */
  | {
      readonly kind: "tables";
      readonly cluster: ClusterName;
      readonly keyspace: Keyspace;
      readonly tables: readonly TableSize[];
      /** Tables that take part in a followed move, from or to this keyspace. */
      readonly moved: readonly { readonly table: TableName; readonly move: string }[];
    }
  | {
      readonly kind: "validated";
      readonly cluster: ClusterName;
      readonly keyspace: Keyspace;
      readonly pingTablets: boolean;
      /** In Vitess's words, redacted. */
      readonly problems: readonly string[];
    }
  | {
      readonly kind: "throttler";
      readonly cluster: ClusterName;
      readonly keyspace: Keyspace;
      readonly tablets: readonly ThrottlerStatus[];
      readonly now: Instant;
    }
  | {
      readonly kind: "throttler-checked";
      readonly cluster: ClusterName;
      readonly keyspace: Keyspace;
      readonly app: string;
      readonly checks: readonly ThrottlerCheck[];
    }
  | {
      readonly kind: "throttled";
      readonly cluster: ClusterName;
      readonly keyspace: Keyspace;
      readonly app: string;
      readonly ratio: number;
      readonly until: Instant;
      /** The throttler itself is off, so the rule has no effect. */
      readonly isOff: boolean;
      readonly now: Instant;
    }
  | { readonly kind: "unthrottled"; readonly cluster: ClusterName; readonly keyspace: Keyspace; readonly app: string };
