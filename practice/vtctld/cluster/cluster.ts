import type { LockTable } from "./locks.ts";
import type { ServingGraph } from "./serving.ts";
import type { Stream } from "./streams.ts";
import type { ThrottlerConfig } from "./throttler.ts";
import type { VDiffRun } from "./vdiff-runs.ts";

/** Names of `topodata.TabletType` as on the wire. */
export type TabletType = "UNKNOWN" | "PRIMARY" | "REPLICA" | "RDONLY" | "SPARE" | "EXPERIMENTAL" | "BACKUP" | "RESTORE" | "DRAINED";

export interface TabletAlias {
  cell: string;
  uid: number;
}

/** One vttablet with its mysqld. `alive: false`: the process is gone, and its record stays in the topology. */
export interface Tablet {
  alias: TabletAlias;
  keyspace: string;
  shard: string;
  type: TabletType;
  alive: boolean;
  hostname: string;
  primaryTermStart?: Timestamp;
  /** Its mysqld is gone, or came back super-read-only like a replica's. */
  mysql?: "down" | "read-only";
  /** What it writes to its binary log for a row; missing means FULL. */
  rowImage?: string;
  /** Tables that it denies as a primary: the shard's record as it was when the tablet last read it. */
  denies?: string[];
  /** What this tablet says about its release, if it is not the cluster's. */
  version?: string;
  /** How its MySQL replicates, if that is not healthy. */
  replication?: { running: boolean; lagSeconds?: number; lagUnknown?: boolean; error?: string };
}

export interface Timestamp {
  seconds: number;
  nanoseconds: number;
}

/** A row as an SQL client sees it; only VDiff samples and messages need it. */
export type Row = Readonly<Record<string, string>>;

/** Changes by an SQL client to a table, apart from what replication put there. */
export interface Drift {
  /** Rows here that the other side lacks. */
  extra: Row[];
  /** Rows of the other side that are missing here. */
  missing: Row[];
  /** Like `missing`, for rows without a sample. */
  missingUnseen: number;
  /** The row as it is there, and as it is here. */
  changed: { there: Row; here: Row }[];
}

/** One table of one shard. */
export interface Table {
  name: string;
  rows: number;
  bytes: number;
  /** What `information_schema.tables` says if it does not follow the truth (estimates, MySQL's default cache); missing means exact. */
  statistics: { rows?: number; bytes?: number };
  primaryKey: string;
  /** Column names in order; for the query of a VDiff sample. */
  columns: string[];
  /** With them, a copy with deferred keys ends in a post copy action. */
  secondaryKeys: boolean;
  drift: Drift;
  autoIncrement?: boolean;
  /** Tables that its foreign keys point to. */
  references?: string[];
  /** How many rows each shard of a sharded target gets, if that is uneven. */
  spread?: Readonly<Record<string, number>>;
}

/** MySQL's row statistics follow the truth (`fresh`) or stand still as they were at the first read (`cached`). */
export type StatisticsMode = "fresh" | "cached";

export interface Shard {
  name: string;
  primary: TabletAlias;
  primaryTermStart: Timestamp;
  keyRange?: { start?: string; end?: string };
  isPrimaryServing: boolean;
  /** The shard record's tablet control of type PRIMARY. The primary knows it once it has read it: {@link Tablet.denies}. */
  deniedTables: string[];
  /** Leftovers of older moves: controls of other tablet types, and frozen ones. */
  otherControls?: TabletControl[];
  tables: Map<string, Table>;
  /** The primary's executed GTID set is `<uuid>:1-<sequence>`. */
  gtid: { uuid: string; sequence: number };
  streams: Stream[];
  vdiffs: VDiffRun[];
  /** Next ids of the sidecar database's tables. */
  nextId: { stream: number; log: number; vdiff: number };
  /** Ids of the resharding journals written on this (source) shard. */
  journals: Set<string>;
}

export interface TabletControl {
  tabletType: TabletType;
  cells: string[];
  deniedTables: string[];
  frozen: boolean;
}

/** A schema change that Vitess runs by itself. */
export interface Migration {
  uuid: string;
  shard: string;
  table: string;
  /** REQUESTED, QUEUED, READY, RUNNING, COMPLETE, FAILED, CANCELLED. */
  status: string;
  completedAt?: number;
}

export interface VSchemaTable {
  columnVindexes: { column: string; name: string }[];
  type?: string;
  autoIncrement?: { column: string; sequence: string };
}

export interface Keyspace {
  name: string;
  sharded: boolean;
  shards: Map<string, Shard>;
  vschema: { vindexes: Map<string, { type: string }>; tables: Map<string, VSchemaTable>; multiTenant?: boolean };
  throttler?: ThrottlerConfig;
  migrations?: Migration[];
  /** The next value of each sequence whose backing table is here. */
  sequences?: Map<string, number>;
  /** The settings of its MySQLs; missing means MySQL's defaults. */
  mysql?: {
    sqlMode?: string;
    trustsFunctionCreators?: boolean;
    version?: string;
    /** What InnoDB's row counters do; missing means that they follow the truth. */
    counters?: "wrong" | "refused";
    /** InnoDB has not recounted its tables since they were loaded, so that its statistics say 0. */
    unrecounted?: boolean;
    /** Counting a table takes longer than a statement may. */
    longCounts?: boolean;
  };
  /** What its databases have besides tables; a view says which table it reads. */
  beside?: { kind: "trigger" | "view" | "function" | "procedure"; name: string; table?: string }[];
  /** The primaries lack the privileges for the workflow that replicates back to here. */
  lacksReverseRights?: boolean;
  /** Applications' writes a second while this keyspace serves them; 0 = quiet. */
  writesPerSecond: number;
  /** A fraction of a write left over from the last update. */
  writesCarry: number;
}

export interface MirrorRule {
  from: string;
  to: string;
  percent: number;
}

/** Everything that lives outside vtctld: topology, MySQL, streams. Survives a killed vtctld. */
export interface Cluster {
  /** Major release of vtctld and of every tablet, 11 to 24. */
  version: number;
  cells: string[];
  keyspaces: Map<string, Keyspace>;
  tablets: Tablet[];
  routingRules: Map<string, string[]>;
  /** How often that document was written, as the topology counts. */
  routingRulesVersion: number;
  shardRoutingRules: { fromKeyspace: string; toKeyspace: string; shard: string }[];
  keyspaceRoutingRules: { fromKeyspace: string; toKeyspace: string }[];
  mirrorRules: MirrorRule[];
  /** What each cell's vtgates serve; the rules above are the saved ones. */
  serving: Map<string, ServingGraph>;
  /** Cells that were added (AddCellInfo) and have no graph yet. */
  unbuilt: Set<string>;
  /** A table that MySQL refuses at the target, and its words. */
  refusedTable?: { readonly table: string; readonly details: string };
  locks: LockTable;
  statistics: StatisticsMode;
  /** How streams and VDiffs move. */
  pace: Pace;
  /** Tables that a VDiff compares first; MySQL guarantees no order. */
  vdiffTableOrder: string[];
  /** Simulated time up to which everything has been advanced. */
  lastAdvance: number;
}

export interface Pace {
  copyRowsPerSecond: number;
  /** The duration of a post copy action (adding secondary keys) for a table. */
  postCopyMs: number;
  /** Between two tables of a copy, while the stream catches up with its source. */
  betweenTablesMs: number;
  /** From the start of a stream to the first copied row. */
  streamStartMs: number;
  vdiffRowsPerSecond: number;
  vdiffStartMs: number;
  /** The duration of each step of a traffic switch. */
  switchStepMs: number;
  /**
   * How long a keyspace's lock outlives the vtctld that held it: up to three times the switch's timeout, 90 s by default
   * (recordings/v23.0.3/rescue-with-refresh, calls 024 and 027). 0: it ends with its vtctld.
   */
  keyspaceLockOutlivesMs: number;
}

export function createDrift(): Drift {
  return { extra: [], missing: [], missingUnseen: 0, changed: [] };
}

export function formatAlias(alias: TabletAlias): string {
  return `${alias.cell}-${String(alias.uid).padStart(10, "0")}`;
}

/** Go's text form of an alias, as in error texts. */
export function formatAliasProto(alias: TabletAlias): string {
  return `cell:"${alias.cell}" uid:${alias.uid}`;
}

export function isSameAlias(a: TabletAlias, b: TabletAlias): boolean {
  return a.cell === b.cell && a.uid === b.uid;
}

/** Shards in key order, which is also the order of their names. */
export function sortShards(keyspace: Keyspace): Shard[] {
  return [...keyspace.shards.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

export function toDatabaseName(keyspace: string): string {
  return `vt_${keyspace}`;
}

export function formatGtidPosition(shard: Shard, sequence = shard.gtid.sequence): string {
  return `${shard.gtid.uuid}:1-${sequence}`;
}

export function listTabletsInKeyspace(cluster: Cluster, keyspace: string, shard?: string): Tablet[] {
  return cluster.tablets.filter((tablet) => tablet.keyspace === keyspace && (shard === undefined || tablet.shard === shard));
}

export function findTablet(cluster: Cluster, alias: TabletAlias): Tablet | undefined {
  return cluster.tablets.find((tablet) => isSameAlias(tablet.alias, alias));
}

/** The current statistics in `information_schema` for a table. */
export function toShownStatistics(table: Table): { rows: number; bytes: number } {
  return { rows: table.statistics.rows ?? table.rows, bytes: table.statistics.bytes ?? table.bytes };
}
