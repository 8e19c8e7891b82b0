import type { Lag } from "./lag.ts";
import type { KeyBuild, RecentCopy, ShardRows } from "./recent-copy.ts";
import type { Keyspace, TabletAlias, WorkflowName, Shard, TableName } from "../vitess/names.ts";

/** Milliseconds since the epoch. */
export type Instant = number;

/** A table that a stream still has to copy. `lastPk` is empty until its first rows arrive. */
export interface CopyState {
  readonly table: TableName;
  /** A digest of the last key copied; records of earlier versions hold the key itself, which is row data: compare it, never show it. */
  readonly lastPk: string;
}

/** Which component was throttled, and when last. The component stays after throttling ends, so go by the time. */
export interface Throttle {
  readonly component: string;
  readonly at: Instant;
}

/** One VReplication stream, as stored on its target tablet. */
export interface Stream {
  readonly id: bigint;
  /** The target shard it writes to. */
  readonly shard: Shard;
  readonly tablet: TabletAlias;
  readonly sourceKeyspace: Keyspace;
  readonly sourceShard: Shard;
  readonly tables: readonly string[];
  /** Init, Stopped, Copying, Running, Error, or a word that a newer Vitess introduced. */
  readonly state: string;
  readonly message: string;
  /** Empty when the stream never found a tablet to read from. */
  readonly position: string;
  readonly rowsCopied: bigint;
  readonly copyStates: readonly CopyState[];
  readonly transactionAt?: Instant;
  readonly updatedAt?: Instant;
  readonly throttle?: Throttle;
}

/** One line of a stream's log. */
export interface StreamLog {
  /** Streams of different shards can have the same id. Missing in records of 0.2. */
  readonly shard?: Shard;
  readonly streamId: bigint;
  readonly type: string;
  readonly state: string;
  readonly message: string;
  readonly at: Instant;
  readonly count: bigint;
}

/** Tables that one shard refuses to serve for PRIMARY. */
export interface DeniedTables {
  readonly keyspace: Keyspace;
  readonly shard: Shard;
  readonly tables: readonly TableName[];
}

/** What GetWorkflows returns for one workflow. */
export interface Workflow {
  readonly name: WorkflowName;
  readonly type: string;
  readonly subType: string;
  /** The tenant whose rows it moves; other tenants' rows share the target's tables. Absent for every other move. */
  readonly tenant?: string;
  readonly sourceKeyspace: Keyspace;
  readonly sourceShards: readonly Shard[];
  readonly targetKeyspace: Keyspace;
  readonly targetShards: readonly Shard[];
  readonly lag: Lag;
  readonly streams: readonly Stream[];
  /** Denied tables of the target shards, returned in the same response. */
  readonly targetDenied: readonly DeniedTables[];
  /** Secondary keys are added to a table after its rows. Missing where that is not so, and where Tandem cannot tell. */
  readonly defersKeys?: true;
  /** Filled only when requested. */
  readonly logs: readonly StreamLog[];
}

/** MySQL's own estimates for one table. They can stand still through a whole copy (docs/facts/streams-and-copy.md#numbers-stand-still). */
export interface TableCopy {
  readonly table: TableName;
  readonly rowsCopied: bigint;
  readonly rowsTotal: bigint;
  readonly bytesCopied: bigint;
  readonly bytesTotal: bigint;
}

/** How many rows a table has. */
export interface RowCount {
  readonly table: TableName;
  readonly rows: bigint;
}

/** Whether the counter of a target's primary may be believed, and since when that is known. */
export interface CounterProof {
  readonly tablet: TabletAlias;
  readonly at: Instant;
  readonly holds: boolean;
}

/**
 * Rows of the tables that are being copied, as InnoDB itself counts them (docs/facts/streams-and-copy.md#live-row-counts). A table that
 * cannot be counted on every shard is left out.
 */
export interface RowCounts {
  readonly at: Instant;
  /** Live, over all shards of the target; only where every primary's counter is proven. */
  readonly target: readonly RowCount[];
  /** By InnoDB's statistics, over all shards of the source, as of `sourceAt`. */
  readonly source: readonly RowCount[];
  readonly sourceAt: Instant;
  /** Like `target`, over all tables of each shard. Missing in counts of 0.2. */
  readonly shards?: readonly ShardRows[];
  readonly proofs: readonly CounterProof[];
  /** When MySQL or vtctld last refused to be asked; nobody asks again for a while. */
  readonly refusedAt?: Instant;
  /** Why nobody asks at all. */
  readonly uncounted?: Uncounted;
}

/**
 * - `release`: before Vitess 14 Tandem knows no call that reads from MySQL.
 * - `policy`: `countRows` is off.
 * - `tenant`: the target's tables hold other tenants' rows too.
 * - `too-many-tables`: more than one answer may list.
 */
export type Uncounted = "release" | "policy" | "tenant" | "too-many-tables";

/** What WorkflowStatus returns. `tableCopy` is empty once every table is copied, and before the first start. */
export interface WorkflowStatus {
  readonly trafficState: string;
  readonly tableCopy: readonly TableCopy[];
}

/** `from` is a table name as vtgate sees it: `t`, `keyspace.t`, with `@replica` or `@rdonly`. */
export interface RoutingRule {
  readonly from: string;
  readonly to: readonly string[];
}

/** Sends one shard's traffic to the same shard of another keyspace. */
export interface ShardRoutingRule {
  readonly fromKeyspace: string;
  readonly toKeyspace: string;
  readonly shard: Shard;
}

/** Sends a whole keyspace's traffic to another one. */
export interface KeyspaceRoutingRule {
  readonly fromKeyspace: string;
  readonly toKeyspace: string;
}

/** Sends a share of the reads to a second place as well. `percent` is 0 to 100. */
export interface MirrorRule {
  readonly from: string;
  readonly to: string;
  readonly percent: number;
}

/** Every rule document of the cluster. A document that the connected version lacks is empty. */
export interface Rules {
  readonly tables: readonly RoutingRule[];
  readonly shards: readonly ShardRoutingRule[];
  readonly keyspaces: readonly KeyspaceRoutingRule[];
  readonly mirrors: readonly MirrorRule[];
}

/** The rules that one cell's vtgates route by (SrvVSchema): rules saved in the topology reach them when the graph is rebuilt. */
export interface ServedRules {
  readonly cell: string;
  readonly rules: Rules;
}

/** What the cells of a cluster serve. */
export interface Served {
  readonly cells: readonly ServedRules[];
  /** The cells whose served rules could not be read. */
  readonly unread: readonly string[];
}

/** Size of a table at its source, estimated by MySQL. `bytes` leaves indexes out. */
export interface TableSize {
  readonly table: TableName;
  readonly rows: bigint;
  readonly bytes: bigint;
}

/** Who holds the lock that an operation on a workflow takes, read from the topology. */
export interface LockHolder {
  readonly action: string;
  readonly host: string;
  readonly since?: Instant;
  /** Before Vitess 20 the lock covers a whole keyspace, this one, and does not say for which workflow it is held. */
  readonly keyspace?: string;
}

/**
 * Everything about one move at one moment, which decisions are based on. Never edited; `at` is the store's clock. `workflow` is absent when
 * Vitess does not know it (never created, completed, cancelled).
 */
export interface Reading {
  readonly at: Instant;
  readonly workflow?: Workflow;
  readonly reverse?: Workflow;
  /** The source keyspace was deleted: it denies nothing, has no tables, and nothing can switch back to it. */
  readonly sourceGone?: true;
  /** Vitess's own words; absent without a workflow. */
  readonly trafficState?: string;
  readonly tableCopy: readonly TableCopy[];
  /** Missing in readings written by 0.2, after the copy, and where nobody may ask MySQL. */
  readonly rowCounts?: RowCounts;
  /** Missing where Vitess says nothing of it. */
  readonly keyBuilds?: readonly KeyBuild[];
  /** Missing in readings taken for one answer, and in those of 0.2. */
  readonly recent?: RecentCopy;
  /** The rules as saved in the topology. */
  readonly rules: Rules;
  /** The rules that each cell's vtgates route by. Missing in older readings, for which the saved rules count. */
  readonly served?: readonly ServedRules[];
  /** The cells whose served rules are unknown; absent when all are known. */
  readonly servedUnread?: readonly string[];
  /** Source and target shards that deny at least one table. */
  readonly denied: readonly DeniedTables[];
  /** Tables of the move that exist at the source and at the target primaries. */
  readonly sourceTables: readonly TableName[];
  readonly targetTables: readonly TableName[];
  readonly lockHolders: readonly LockHolder[];
  /** Locks could not be read, so an empty list of holders proves nothing. */
  readonly locksUnknown?: true;
  /** The release refuses to cancel or delete a workflow while any of its traffic is switched, even reads. */
  readonly cancelWantsReadsBack?: true;
}
