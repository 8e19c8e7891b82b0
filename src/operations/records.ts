import type { Canaries } from "./canaries.ts";
import type { Dangers } from "./dangers.ts";
import type { Dossier, DossierIds, Decision, ClusterDecision, OutboxItem, Committed } from "./decision.ts";
import type { Losses } from "./losses.ts";
import type { AuditEvent, AuditHead, MoveAudit } from "../core/announce/audit.ts";
import type { Entry, EntryBody } from "../core/announce/entries.ts";
import type { Execution } from "../core/operation/execution/executions.ts";
import type { Freezes } from "../core/operation/freeze/freezes.ts";
import type { Handover } from "../core/operation/handover/handover.ts";
import type { Move } from "../core/move/moves.ts";
import type { ClusterAlarms } from "../core/move/raised.ts";
import type { Subscriptions } from "../core/move/subscriptions.ts";
import type { Notice } from "../core/announce/notices.ts";
import type { ClusterName, Keyspace, MoveId } from "../core/vitess/names.ts";
import type { ChannelId, PersonId, RequestId } from "../core/people/people.ts";
import type { Instant, Reading, TableSize } from "../core/readings/readings.ts";
import type { Request } from "../core/operation/request/requests.ts";
import type { FinishedCopy } from "../core/copy/finished.ts";
import type { Sample } from "../core/copy/samples.ts";
import type { KeptRules, Snapshot, SnapshotNote, SnapshotId } from "../core/rules/snapshots.ts";
import type { Turns } from "../core/rules/turns.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Allowance, Line, LineMember } from "./shared-pace.ts";
import type { VDiffCounts } from "./vdiff-counts.ts";
import type { VDiffRuns } from "./vdiff-runs.ts";

/** A decision about a record: what to write (nothing when absent), and what to return to the caller. */
export interface Change<T, R> {
  readonly write?: T;
  readonly result: R;
}

/** Records of one kind. A damaged record, or one of a version that this Tandem does not know, is a Fault that names it. */
export interface Collection<T> {
  get(id: string): Promise<T | undefined>;
  /** Returns false, and writes nothing, if a record with this id exists. */
  create(id: string, value: T): Promise<boolean>;
  /**
   * Loads the record, calls `decide`, and writes if nobody else wrote meanwhile; otherwise it starts over. `decide` is pure, may run
   * several times, and gets the store's clock. Undefined when there is no such record.
   */
  change<R>(id: string, decide: (current: T, now: Instant) => Change<T, R>): Promise<R | undefined>;
}

/** Where a message of Tandem's is in Slack, and a digest of what it shows. */
export interface SentMessage {
  readonly channel: ChannelId;
  readonly ts: string;
  readonly shows: string;
}

/** A slash command as it arrived, kept until it is answered. */
export interface Inbound {
  readonly id: RequestId;
  readonly by: PersonId;
  readonly channel: ChannelId;
  readonly text: string;
  /** Valid for 30 minutes and five answers. Absent for commands from modals, buttons and mentions. */
  readonly responseUrl?: string;
  readonly threadTs?: string;
  readonly receivedAt: Instant;
}

/** The people of a Slack user group. */
export interface Members {
  readonly people: readonly PersonId[];
  readonly readAt: Instant;
  readonly ageMs: number;
}

/** A lock with one holder at a time. */
export interface Lease {
  /** False when the lease was lost: stop before the next effect. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
}

/** From where to where a copy goes. */
export interface CopiedBetween {
  readonly cluster: ClusterName;
  readonly sourceKeyspace: Keyspace;
  readonly targetKeyspace: Keyspace;
}

/** What must survive a crash. All methods throw a Fault of kind `unreachable` when the store does not answer. */
export interface Records {
  /** The one clock for votes, holds and use-by times. */
  now(): Promise<Instant>;

  readonly losses: Losses;
  readonly dangers: Dangers;

  readonly canaries: Canaries;

  /**
   * Waits until everything that this process has written, and whatever it has read of others' writes, is where the settings want it: on the
   * store's disk, or with replicas. False if that is not known within `withinMs`; the writes stand all the same. Never throws.
   */
  durable(withinMs: number): Promise<boolean>;

  /** `endedSince`: the newest first; those that a process of 0.2 ended are missing. */
  readonly moves: Collection<Move> & { active(): Promise<readonly Move[]>; endedSince(since: Instant): Promise<readonly Move[]> };
  /** `live`: those that can still change; see `isLive`. */
  readonly requests: Collection<Request> & { live(): Promise<readonly Request[]> };
  /** `unsettled`: without an outcome; until 0.1's are finished at the start, also those whose outcome was not announced everywhere. */
  readonly executions: Collection<Execution> & { unsettled(): Promise<readonly Execution[]> };
  /** `unsettled`: those whose message or moves may not show their state yet. */
  readonly handovers: Collection<Handover> & { unsettled(): Promise<readonly Handover[]> };
  readonly notices: Collection<Notice> & { unposted(): Promise<readonly Notice[]> };
  /** Of the clusters that have any. */
  clusterAlarms(): Promise<readonly ClusterAlarms[]>;
  /** Of the clusters that have any; some may be over. */
  freezes(): Promise<readonly Freezes[]>;
  /** By channel. `followed`: those that follow anything. */
  readonly subscriptions: Collection<Subscriptions> & { followed(): Promise<readonly Subscriptions[]> };
  readonly inbox: Collection<Inbound> & { pending(): Promise<readonly Inbound[]>; done(id: string): Promise<void> };

  /**
   * Loads the dossier, calls `decide`, and writes it all if nobody else wrote meanwhile, else starts over. `decide` is pure, may run
   * several times, and gets the store's clock. Throws a Fault if it writes about another move, or a second live request or execution.
   */
  commit<R>(moveId: MoveId, decide: (dossier: Dossier, now: Instant) => Decision<R>, named?: DossierIds): Promise<Committed<R>>;
  /** The same for what belongs to a cluster and to no move: its freezes, with the audit, the notices and the jobs that go with them. */
  commitOnCluster<R>(cluster: ClusterName, decide: (freezes: Freezes, now: Instant) => ClusterDecision<R>): Promise<Committed<R>>;
  /** What a decision about this move would be based on, read at one moment. */
  dossier(moveId: MoveId, named?: DossierIds): Promise<Dossier & { readonly now: Instant }>;
  /** Wanted jobs older than this many milliseconds that nobody has handed over yet, oldest first. */
  outbox(olderThanMs: number): Promise<readonly OutboxItem[]>;
  /** Takes these items out of the outbox. Idempotent; ignores items that are not there. */
  handedOver(items: readonly OutboxItem[]): Promise<void>;

  saveReading(moveId: MoveId, reading: Reading): Promise<void>;
  reading(moveId: MoveId): Promise<Reading | undefined>;
  /** Newest last; at most 2,000, the fewer the older they are. */
  addSample(moveId: MoveId, sample: Sample): Promise<void>;
  samples(moveId: MoveId): Promise<readonly Sample[]>;
  /** The copies that finished between two keyspaces: the newest 20, newest first, for half a year. */
  finishedCopies(between: CopiedBetween): Promise<readonly FinishedCopy[]>;
  /** Adds one, or replaces the same one. */
  saveFinishedCopy(between: CopiedBetween, copy: FinishedCopy): Promise<void>;
  saveSizes(moveId: MoveId, sizes: readonly TableSize[]): Promise<void>;
  sizes(moveId: MoveId): Promise<readonly TableSize[]>;

  /** Appends a thread line. If the move used `key` before, writes nothing and returns false. */
  addEntry(moveId: MoveId, body: EntryBody, key?: string): Promise<boolean>;
  /** Lines from `seq` on, in order. */
  entries(moveId: MoveId, fromSeq: number): Promise<readonly Entry[]>;
  /** The `seq` of the first line that is not posted yet; 0 at first. It only grows. */
  postedUpTo(moveId: MoveId): Promise<number>;
  setPostedUpTo(moveId: MoveId, seq: number): Promise<void>;

  /** `key` names the message: `card:<moveId>:<channel>`, `request:<id>`, `home:<user>`. */
  message(key: string): Promise<SentMessage | undefined>;
  /** With `keepMs` it is forgotten after that, unless it is saved again. */
  saveMessage(key: string, message: SentMessage, keepMs?: number): Promise<void>;
  forgetMessage(key: string): Promise<void>;

  /**
   * Saves the routing rules of a cluster and returns a short id such as `r-17`. If the cluster used `key` before, saves nothing and returns
   * the id from that time. Each cluster keeps its newest 200 snapshots from before steps and its newest 50 saved by hand.
   */
  saveSnapshot(facts: Omit<SnapshotNote, "id" | "at">, rules: KeptRules, key: string): Promise<SnapshotId>;
  /** The snapshot with this id; otherwise the newest with this label. */
  snapshot(cluster: ClusterName, idOrLabel: string): Promise<Snapshot | undefined>;
  /** Newest first. */
  snapshots(cluster: ClusterName): Promise<readonly SnapshotNote[]>;
  /** Appends one link to the audit chain: who, what, when, what Vitess said. Links are never changed. */
  audit(event: AuditEvent): Promise<void>;
  /** Where the chain ends now. */
  auditHead(): Promise<AuditHead>;
  /**
   * Removes the chain's links from before then, and records that in the chain. Returns the last one removed. Throws a Fault `unexpected` if
   * the chain does not hold, and removes nothing then.
   */
  cutAudit(before: Instant): Promise<AuditHead | undefined>;
  /** What the audit says about a move, and whether the chain holds. Reads the whole chain. */
  auditOf(moveId: MoveId): Promise<MoveAudit>;

  /** The people of a user group as last read from Slack, and how long ago that was; undefined before the first reading. */
  members(groupId: string): Promise<Members | undefined>;
  saveMembers(groupId: string, people: readonly PersonId[]): Promise<void>;

  readonly catalogue: Catalogue;

  readonly vdiffCounts: VDiffCounts;

  /** What Tandem remembers of a cluster's VDiffs because Vitess does not keep it: the newest 20 of each workflow, for 90 days. */
  vdiffRuns(cluster: ClusterName): VDiffRuns;

  /**
   * Decides who in a cluster has the turn to write its whole documents, and who waits for it. Loads the turns, calls `decide`, and writes
   * if nobody else wrote meanwhile; otherwise it starts over. `decide` is pure, may run several times, and gets the store's clock.
   */
  turns<R>(cluster: ClusterName, decide: (turns: Turns, now: Instant) => Change<Turns, R>): Promise<R>;
  /** Undefined while somebody else holds it. Expires after `ttlMs` unless renewed. */
  lease(name: string, ttlMs: number): Promise<Lease | undefined>;
  /** Takes one use of a budget that all replicas share. 0: it may be used now; else the milliseconds to wait. */
  spend(budget: string, user: string, allowance: Allowance): Promise<number>;
  /** What {@link spend} would return, without taking a use. */
  askBudget(budget: string, user: string, allowance: Allowance): Promise<number>;
  /** Grants this user nothing of a budget for so many milliseconds; other users of the budget go on. */
  rest(budget: string, user: string, ms: number): Promise<void>;
  /** Puts a member in a group's line; calling it again moves it to where its last turn belongs. */
  lineUp(group: string, member: LineMember): Promise<Line>;
}
