import type { AuditEvent } from "../core/announce/audit.ts";
import type { StoredJob, WantedJob } from "../core/announce/wanted-jobs.ts";
import type { Entry, EntryBody } from "../core/announce/entries.ts";
import type { Execution } from "../core/operation/executions.ts";
import type { Move } from "../core/move/moves.ts";
import type { Notice } from "../core/announce/notices.ts";
import type { ClusterName, Keyspace } from "../core/vitess/names.ts";
import type { ChannelId, PersonId } from "../core/people/people.ts";
import type { Instant, Reading, TableSize } from "../core/readings/readings.ts";
import type { Request } from "../core/operation/requests.ts";
import type { Sample } from "../core/copy/samples.ts";
import type { KeptRules, Snapshot, SnapshotNote, SnapshotId } from "../core/rules/snapshots.ts";
import type { Turns } from "../core/rules/turns.ts";
import type { ClusterNames, KeyspaceNames } from "../core/readings/catalogue.ts";
import type { VDiffRuns } from "./vdiff-runs.ts";

/** A decision about a record: what to write (nothing when absent), and what to tell the caller. */
export interface Change<T, R> {
  readonly write?: T;
  readonly result: R;
}

/** Records of one kind. A record that another version of Tandem wrote, or that is damaged, is a Fault that names it. */
export interface Collection<T> {
  get(id: string): Promise<T | undefined>;
  /** False when there is one with this id already; then nothing is written. */
  create(id: string, value: T): Promise<boolean>;
  /**
   * Load → `decide` → write if nobody wrote meanwhile, else again. `decide` is pure, may run several times, and gets the store's
   * clock. Undefined when there is no such record.
   */
  change<R>(id: string, decide: (current: T, now: Instant) => Change<T, R>): Promise<R | undefined>;
}

/**
 * What is decided together about one move. `request`: the one that was named, else the one that something can still come of; `execution`
 * likewise. Absent when there is none such.
 */
export interface Dossier {
  readonly move?: Move;
  readonly request?: Request;
  readonly execution?: Execution;
  /** What something can still come of, also where another one was named: a move has one open request and one execution at a time. */
  readonly live: { readonly request?: Request; readonly execution?: Execution };
}

/** Which request and which execution a dossier is to have; without an id the live one. */
export interface Named {
  readonly request?: string;
  readonly execution?: string;
}

/** What a decision about one move writes: all of it or nothing. */
export interface Decision<R> {
  readonly move?: Move;
  readonly request?: Request;
  readonly execution?: Execution;
  /** The execution that was live until now, where another one follows it in the same decision. */
  readonly ended?: Execution;
  readonly reading?: Reading;
  /** With a `key` that the move used before, that line is left out, and its audit events stay (they are their own). */
  readonly entries?: readonly { readonly body: EntryBody; readonly key: string }[];
  readonly audit?: readonly AuditEvent[];
  /** Created unless one with this id exists. */
  readonly notices?: readonly Notice[];
  /** A key that lets the whole decision be written once: when the move used it before, nothing is written. */
  readonly once?: string;
  /** The outbox: what is to be asked of the queues once this is written. */
  readonly jobs?: readonly WantedJob[];
  readonly result: R;
}

/** A wanted job in the outbox, until it is handed over. `id` belongs to one commit: the same job wanted twice is two items. */
export interface OutboxItem {
  readonly id: string;
  readonly wanted: StoredJob;
}

/** A decision that is written. `wanted` is in the outbox: hand it over. `at` is the store's time that it was decided by. */
export interface Committed<R> {
  readonly result: R;
  readonly wanted: readonly OutboxItem[];
  readonly at: Instant;
}

/** Where one message of Tandem's is in Slack, and a digest of what it shows. */
export interface SentMessage {
  readonly channel: ChannelId;
  readonly ts: string;
  readonly shows: string;
}

/** A slash command as it arrived, kept until it is answered. */
export interface Inbound {
  readonly id: string;
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

/** One holder's turn. */
export interface Lease {
  /** False when it was lost: stop before the next effect. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
}

/** What must outlive a crash. All methods throw a Fault of kind `unreachable` when the store does not answer. */
export interface Records {
  /** The one clock that votes, holds and use-by times are judged by. */
  now(): Promise<Instant>;

  readonly moves: Collection<Move> & { active(): Promise<readonly Move[]> };
  /** `live`: something can still come of it; see `isLive`. */
  readonly requests: Collection<Request> & { live(): Promise<readonly Request[]> };
  /** `unsettled`: without an outcome; and until they are finished at the start, those of 0.1 with one that was not told everywhere. */
  readonly executions: Collection<Execution> & { unsettled(): Promise<readonly Execution[]> };
  readonly notices: Collection<Notice> & { unposted(): Promise<readonly Notice[]> };
  readonly inbox: Collection<Inbound> & { pending(): Promise<readonly Inbound[]>; done(id: string): Promise<void> };

  /**
   * Load → `decide` → write everything at once if nobody wrote meanwhile, else again. `decide` is pure, may run several times, and gets
   * the store's clock. It writes about this move only, and no second live request or execution beside the live one: else a Fault.
   */
  commit<R>(moveId: string, decide: (dossier: Dossier, now: Instant) => Decision<R>, named?: Named): Promise<Committed<R>>;
  /** What a decision about this move would be made on, as it is at one moment. */
  dossier(moveId: string, named?: Named): Promise<Dossier & { readonly now: Instant }>;
  /** Wanted jobs that nobody has handed over yet, older than so many milliseconds; the oldest first. */
  outbox(olderThanMs: number): Promise<readonly OutboxItem[]>;
  /** Takes them out of the outbox. Again, or for what is not there, it does nothing. */
  handedOver(items: readonly OutboxItem[]): Promise<void>;

  saveReading(moveId: string, reading: Reading): Promise<void>;
  reading(moveId: string): Promise<Reading | undefined>;
  /** Newest last; bounded. */
  addSample(moveId: string, sample: Sample): Promise<void>;
  samples(moveId: string): Promise<readonly Sample[]>;
  saveSizes(moveId: string, sizes: readonly TableSize[]): Promise<void>;
  sizes(moveId: string): Promise<readonly TableSize[]>;

  /** Appends a thread line. With a `key` that was used for this move before, does nothing and returns false. */
  addEntry(moveId: string, body: EntryBody, key?: string): Promise<boolean>;
  /** Lines from `seq` on, in order. */
  entries(moveId: string, fromSeq: number): Promise<readonly Entry[]>;
  /** The first line that is not posted yet; 0 at first. Only ever grows. */
  postedUpTo(moveId: string): Promise<number>;
  setPostedUpTo(moveId: string, seq: number): Promise<void>;

  /** `key` names what the message is: `card:<moveId>:<channel>`, `request:<id>`, `home:<user>`. */
  message(key: string): Promise<SentMessage | undefined>;
  saveMessage(key: string, message: SentMessage): Promise<void>;
  forgetMessage(key: string): Promise<void>;

  /**
   * Keeps the routing rules of a cluster; returns a short id such as `r-17`. With a `key` that was used for this cluster before, keeps
   * nothing and returns the id of that first time. The newest 200 before steps and the newest 50 by hand stay of a cluster.
   */
  saveSnapshot(facts: Omit<SnapshotNote, "id" | "at">, rules: KeptRules, key: string): Promise<SnapshotId>;
  /** The snapshot with this id, else the newest with this label. */
  snapshot(cluster: ClusterName, idOrLabel: string): Promise<Snapshot | undefined>;
  /** Newest first. */
  snapshots(cluster: ClusterName): Promise<readonly SnapshotNote[]>;
  /** One link of the audit chain: who, what, when, what Vitess said. Never changed, never removed. */
  audit(event: AuditEvent): Promise<void>;

  /** The people of a user group as last read from Slack, and how long ago that was; undefined before the first reading. */
  members(groupId: string): Promise<Members | undefined>;
  saveMembers(groupId: string, people: readonly PersonId[]): Promise<void>;

  readonly catalogue: Catalogue;

  /** What is remembered of the VDiffs of one cluster that Vitess itself does not keep whole; the newest 20 of a workflow, for 90 days. */
  vdiffRuns(cluster: ClusterName): VDiffRuns;

  /**
   * Who has the turn in a cluster to write its whole documents, and who waits for it: load → `decide` → write if nobody wrote meanwhile, else
   * again. `decide` is pure, may run several times, and gets the store's clock.
   */
  turns<R>(cluster: ClusterName, decide: (turns: Turns, now: Instant) => Change<Turns, R>): Promise<R>;
  /** Undefined while somebody else holds it. Lapses by itself after `ttlMs`. */
  lease(name: string, ttlMs: number): Promise<Lease | undefined>;
  /** Counts one use of what all replicas share, `most` a minute. 0 when it may be used now, else in how many milliseconds to ask again. */
  spend(name: string, most: number): Promise<number>;
}

/** Names for forms: written by workers, read by the app, which never speaks to vtctld. They lapse when nobody refreshes them for days. */
export interface Catalogue {
  cluster(cluster: ClusterName): Promise<ClusterNames>;
  saveCluster(cluster: ClusterName, names: ClusterNames): Promise<void>;
  keyspace(cluster: ClusterName, keyspace: Keyspace): Promise<KeyspaceNames>;
  saveKeyspace(cluster: ClusterName, keyspace: Keyspace, names: KeyspaceNames): Promise<void>;
}
