import type { Lag } from "./lag.ts";
import type { Keyspace, TabletAlias, WorkflowName } from "../vitess/names.ts";

/** Milliseconds since the epoch. */
export type Instant = number;

/** A table that a stream still has to copy. `lastPk` is empty until its first rows arrived. */
export interface CopyState {
  readonly table: string;
  /** Vitess's text of the last key copied. It holds row data: compare it, never show it. */
  readonly lastPk: string;
}

/** Who held a stream back, and when last. The component stays after unthrottling: judge by the time. */
export interface Throttle {
  readonly component: string;
  readonly at: Instant;
}

/** One VReplication stream, as stored on its target tablet. */
export interface Stream {
  readonly id: bigint;
  /** The target shard it writes to. */
  readonly shard: string;
  readonly tablet: TabletAlias;
  readonly sourceKeyspace: Keyspace;
  readonly sourceShard: string;
  readonly tables: readonly string[];
  /** Init, Stopped, Copying, Running, Error, or a word that a newer Vitess invented. */
  readonly state: string;
  readonly message: string;
  /** Empty: the stream never found a tablet to read from. */
  readonly position: string;
  readonly rowsCopied: bigint;
  readonly copyStates: readonly CopyState[];
  readonly transactionAt?: Instant;
  readonly updatedAt?: Instant;
  readonly throttle?: Throttle;
}

/** One line of a stream's log. */
export interface StreamLog {
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
  readonly shard: string;
  readonly tables: readonly string[];
}

/** What GetWorkflows says of one workflow. */
export interface Workflow {
  readonly name: WorkflowName;
  readonly type: string;
  readonly subType: string;
  /** The tenant whose rows it moves; the target's tables hold those of others as well. Absent for every other move. */
  readonly tenant?: string;
  readonly sourceKeyspace: Keyspace;
  readonly sourceShards: readonly string[];
  readonly targetKeyspace: Keyspace;
  readonly targetShards: readonly string[];
  readonly lag: Lag;
  readonly streams: readonly Stream[];
  /** Denied tables of the target shards, which come with the same answer. */
  readonly targetDenied: readonly DeniedTables[];
  /** Only when asked for. */
  readonly logs: readonly StreamLog[];
}

/** MySQL's own estimates for one table. They can stand still through a whole copy (docs/facts/streams-and-copy.md#numbers-stand-still). */
export interface TableCopy {
  readonly table: string;
  readonly rowsCopied: bigint;
  readonly rowsTotal: bigint;
  readonly bytesCopied: bigint;
  readonly bytesTotal: bigint;
}

/** What WorkflowStatus says. `tableCopy` is empty once every table is copied, and before the first start. */
export interface WorkflowStatus {
  readonly trafficState: string;
  readonly tableCopy: readonly TableCopy[];
}

/** `from` is a table name as vtgate sees it: `t`, `keyspace.t`, with `@replica` or `@rdonly`. */
export interface RoutingRule {
  readonly from: string;
  readonly to: readonly string[];
}

/** Traffic of one shard goes to the same shard of another keyspace. */
export interface ShardRoutingRule {
  readonly fromKeyspace: string;
  readonly toKeyspace: string;
  readonly shard: string;
}

/** Traffic of a whole keyspace goes to another one. */
export interface KeyspaceRoutingRule {
  readonly fromKeyspace: string;
  readonly toKeyspace: string;
}

/** A share of the reads is sent to a second place as well. `percent` is 0 to 100. */
export interface MirrorRule {
  readonly from: string;
  readonly to: string;
  readonly percent: number;
}

/** Every rule document of the cluster. A document that the connected version does not have is empty. */
export interface Rules {
  readonly tables: readonly RoutingRule[];
  readonly shards: readonly ShardRoutingRule[];
  readonly keyspaces: readonly KeyspaceRoutingRule[];
  readonly mirrors: readonly MirrorRule[];
}

/** The rules that vtgates of one cell go by (SrvVSchema): those saved in the topology reach them when the graph is rebuilt. */
export interface ServedRules {
  readonly cell: string;
  readonly rules: Rules;
}

/** What the cells of a cluster serve. */
export interface Served {
  readonly cells: readonly ServedRules[];
  /** The cells of which that could not be read. */
  readonly unread: readonly string[];
}

/** Size of a table at its source, estimated by MySQL. `bytes` leaves indexes out. */
export interface TableSize {
  readonly table: string;
  readonly rows: bigint;
  readonly bytes: bigint;
}

/** Who holds the lock that an operation on a workflow takes, read from the topology. */
export interface LockHolder {
  readonly action: string;
  readonly host: string;
  readonly since?: Instant;
  /** Before Vitess 20 the lock is that of a whole keyspace, this one; for which workflow it is held it does not say. */
  readonly keyspace?: string;
}

/**
 * Everything about one move at one moment: what decisions are made on. Never edited; `at` is the store's clock.
 * `workflow` is absent when Vitess does not know it (never created, completed, cancelled).
 */
export interface Reading {
  readonly at: Instant;
  readonly workflow?: Workflow;
  readonly reverse?: Workflow;
  /** The source keyspace was deleted: it denies nothing, has no tables and no way back. */
  readonly sourceGone?: true;
  /** Vitess's own words; absent with the workflow. */
  readonly trafficState?: string;
  readonly tableCopy: readonly TableCopy[];
  /** As they are saved. */
  readonly rules: Rules;
  /** What each cell's vtgates go by of them; absent in readings of before, for which the saved ones stand. */
  readonly served?: readonly ServedRules[];
  /** The cells of which that is not known; absent where it is of all. */
  readonly servedUnread?: readonly string[];
  /** Source and target shards that deny at least one table. */
  readonly denied: readonly DeniedTables[];
  /** Tables of the move that exist at the source and at the target primaries. */
  readonly sourceTables: readonly string[];
  readonly targetTables: readonly string[];
  readonly lockHolders: readonly LockHolder[];
  /** Locks could not be read: that nobody is seen to hold one says nothing. */
  readonly locksUnknown?: true;
  /** The release refuses to cancel or delete a workflow while any of its traffic is switched, reads too. */
  readonly cancelWantsReadsBack?: true;
}
