import type { BesideFact, MysqlSettings } from "../core/preflight/cluster/mysql.ts";
import type { AddressHealth } from "../core/readings/clusters.ts";
import type { Keyspace, TabletAlias, WorkflowName, Shard, TableName } from "../core/vitess/names.ts";
import type {
  CancelOptions,
  CompleteOptions,
  CreateOptions,
  MirrorOptions,
  SwitchOptions,
  UpdateOptions,
  VDiffOptions,
} from "../core/options/options.ts";
import type {
  DeniedTables,
  Instant,
  LockHolder,
  RowCount,
  Rules,
  Served,
  TableSize,
  Workflow,
  WorkflowStatus,
} from "../core/readings/readings.ts";
import type { MigrationFact, ReplicaFact, SchemaFact, TabletControl, VSchemaFact } from "../core/preflight/facts/facts.ts";
import type { ThrottlerCheck, ThrottlerStatus } from "../core/readings/throttler.ts";
import type { VDiff, VDiffListed } from "../core/vdiff/vdiff.ts";
import type { VitessVersion } from "../core/vitess/version.ts";
import type { RuleDocument } from "../core/options/kinds.ts";

/** A workflow inside the cluster that a {@link Vitess} speaks to. */
export interface WorkflowIn {
  readonly targetKeyspace: Keyspace;
  readonly workflow: WorkflowName;
}

/** A tablet as the topology records it, which does not prove that it is healthy. */
export interface Tablet {
  readonly alias: TabletAlias;
  readonly keyspace: Keyspace;
  readonly shard: Shard;
  /** PRIMARY, REPLICA, RDONLY, BACKUP, RESTORE, DRAINED, UNKNOWN (a stale primary), … */
  readonly type: string;
  readonly cell: string;
}

/** The parts of a keyspace's VSchema that a move depends on. */
export interface VSchema extends VSchemaFact {
  /** Columns whose ids come from a sequence, each with its table and the sequence's table. */
  readonly sequences: readonly { readonly table: TableName; readonly column: string; readonly sequence: string }[];
  readonly shardingKeys: NonNullable<VSchemaFact["shardingKeys"]>;
  /** True when the VSchema defines how tenants are told apart. */
  readonly multiTenant: boolean;
}

/** The definition of a table, as its tablet reports it. */
export interface TableSchema extends SchemaFact {
  readonly nullable: readonly string[];
  /** Of the whole CREATE TABLE: a different digest means that DDL ran. */
  readonly digest: string;
}

/** What one replica reports about its MySQL replication. */
export interface ReplicaHealth extends ReplicaFact {
  readonly tablet: TabletAlias;
  readonly shard: Shard;
}

/**
 * What Tandem asks of one Vitess cluster. Every method throws {@link Fault} and nothing else, but for {@link Vitess.readsUntil}. Reads have a
 * deadline of 15 s each and are tried on the next endpoint when one is unreachable. Writes are sent once, to one endpoint, and never retried in
 * here: after a fault the caller reads, unless `nothingSent` says that no message of this write was sent. What the connected version does not
 * have is a Fault of kind `unsupported`; the adapter handles what it merely spells differently.
 */
export interface Vitess {
  /**
   * Opens the connection for the next write, or finds it open, and gets the credentials and the version, so that the write only has to
   * send. Changes nothing. Its fault always has `nothingSent`; it does not try the other endpoints, which are for reads.
   */
  connect(): Promise<void>;
  /**
   * The same cluster, but writes are sent only while `isFresh()` returns true. It is called before each message of a write, as the last
   * thing Tandem's code does: the message is sent in the same turn of the event loop. Once it returns false, that message is not sent and
   * the write throws a Fault of kind `stale`; `nothingSent` is false there if an earlier message of the same write was sent. Reads do not
   * call it. Cheap, so make one for each call. A view of a view calls both.
   */
  whileFresh(isFresh: () => boolean): Vitess;
  /**
   * The same cluster, but once `signal` aborts, its reads reject with the signal's reason, which is no Fault, because it says nothing about
   * Vitess. Calls under way are cancelled at vtctld, and none is sent any more. Writes are not cut off. Views of a view heed both.
   */
  readsUntil(signal: AbortSignal): Vitess;
  /** As configured, or as found by a probe at the first call and again every ten minutes. */
  version(): Promise<VitessVersion>;
  addresses(): readonly AddressHealth[];
  keyspaces(): Promise<readonly Keyspace[]>;
  cells(): Promise<readonly string[]>;
  tablets(keyspace: Keyspace): Promise<readonly Tablet[]>;
  /** Sizes of the named tables (all tables when empty) on one tablet; a table that does not exist is left out. */
  tableSizes(tablet: TabletAlias, tables: readonly TableName[]): Promise<readonly TableSize[]>;
  /** Only the names, which is cheap even with thousands of tables; Vitess's internal tables are left out. */
  tableNames(tablet: TabletAlias): Promise<readonly string[]>;
  /** The names of the views, which MoveTables does not move. */
  viewNames(tablet: TabletAlias): Promise<readonly string[]>;
  /** Denied tables of one shard for PRIMARY; an empty list when none is denied. */
  deniedTables(keyspace: Keyspace, shard: Shard): Promise<DeniedTables>;
  /** Every tablet control of every shard of a keyspace, including those of PRIMARY. */
  tabletControls(keyspace: Keyspace): Promise<readonly TabletControl[]>;
  vschema(keyspace: Keyspace): Promise<VSchema>;
  /** Of all tables when `tables` is empty. */
  tableSchemas(tablet: TabletAlias, tables: readonly TableName[]): Promise<readonly TableSchema[]>;
  /** How much of a row the tablet's MySQL writes into its binary log; Vitess needs `FULL`. Undefined before Vitess 15. */
  rowImage(tablet: TabletAlias): Promise<string | undefined>;
  /** Read by a fixed statement. Undefined before Vitess 14. */
  mysqlSettings(tablet: TabletAlias): Promise<MysqlSettings | undefined>;
  /** Triggers of these tables, views that read them, and all functions and procedures, by fixed statements. Undefined before Vitess 14. */
  besideTables(tablet: TabletAlias, tables: readonly TableName[]): Promise<readonly BesideFact[] | undefined>;
  /** The `next_id` of a sequence; undefined if it has none, and before Vitess 14. */
  nextId(tablet: TabletAlias, sequence: string): Promise<bigint | undefined>;
  /** The highest number in a column that an index begins with; undefined if there is none, and before Vitess 14. */
  highestId(tablet: TabletAlias, table: TableName, column: string): Promise<bigint | undefined>;
  /**
   * Live rows of these tables on a tablet by InnoDB's own counter, which says 0 for a table that nobody has opened there. Like the next
   * three: by a fixed statement, without the tables whose names would need quoting, and undefined before Vitess 14.
   */
  liveRows(tablet: TabletAlias, tables: readonly TableName[]): Promise<readonly RowCount[] | undefined>;
  /** Rows by the statistics that InnoDB keeps for itself, as of its last recount. */
  statisticRows(tablet: TabletAlias, tables: readonly TableName[]): Promise<readonly RowCount[] | undefined>;
  /** Counts the rows of a table, for at most half a second of MySQL's time; a fault of kind `refused` if that is not enough. */
  countRows(tablet: TabletAlias, table: TableName): Promise<bigint | undefined>;
  /** As MySQL spells it, such as `8.0.36` or `10.11.6-MariaDB`. */
  mysqlVersion(tablet: TabletAlias): Promise<string | undefined>;
  /** Whether a tablet answers vtctld within 5 s; within 15 s, Vitess's own patience, if `isAgain`. Vitess 11 has no such call. */
  answers(tablet: TabletAlias, isAgain?: boolean): Promise<boolean>;
  /** Every replica of a shard; one that does not answer has `replicating: false` and the reason. */
  replication(keyspace: Keyspace, shard: Shard): Promise<readonly ReplicaHealth[]>;
  /** Undefined before Vitess 21, which has no such call. */
  throttlerStatus(tablet: TabletAlias): Promise<ThrottlerStatus | undefined>;
  throttlerCheck(tablet: TabletAlias, app: string): Promise<ThrottlerCheck | undefined>;
  /** Problems in Vitess's words, redacted; empty when there are none. */
  validateKeyspace(keyspace: Keyspace, pingTablets: boolean): Promise<readonly string[]>;
  /** Undefined before Vitess 18. */
  schemaMigrations(keyspace: Keyspace): Promise<readonly MigrationFact[] | undefined>;
  /** All workflows of a keyspace, including stopped ones, in one answer (docs/facts/the-wire.md#cost-of-a-poll). */
  workflows(keyspace: Keyspace, options?: { readonly workflow?: WorkflowName; readonly logs?: boolean }): Promise<readonly Workflow[]>;
  workflowStatus(name: WorkflowIn): Promise<WorkflowStatus>;
  /** The rules as saved in the topology; vtgates use {@link Vitess.served}. */
  rules(): Promise<Rules>;
  /** The rules that vtgates use, one entry a cell, in the cells' order. Throws if any cell cannot be read; none is left out. */
  served(): Promise<Served>;
  /**
   * Who holds the lock that a switch of this workflow takes; empty when nobody does. From Vitess 20 on that is the workflow's named lock;
   * before, the locks of the move's keyspaces, held by a step of any workflow. `source`: empty if the move's source is not known. Throws
   * `unsupported` if locks cannot be read.
   */
  lockHolders(name: WorkflowIn, source: string): Promise<readonly LockHolder[]>;
  /** The newest VDiff, or the one with this uuid; undefined when there is none. */
  vdiff(name: WorkflowIn, uuid?: string): Promise<VDiff | undefined>;
  vdiffs(name: WorkflowIn): Promise<readonly VDiffListed[]>;

  /** `waitMs`: how long to wait for the answer; five minutes by default. */
  createMove(name: WorkflowIn, options: CreateOptions, waitMs?: number): Promise<void>;
  /**
   * Keeps cells, tablet types, their order and on-ddl (docs/facts/defaults-and-options.md#keep-values). Without `shards`: on all shards.
   */
  setRunning(name: WorkflowIn, state: "Running" | "Stopped", shards?: readonly Shard[]): Promise<void>;
  vdiffCreate(name: WorkflowIn, uuid: string, options: VDiffOptions): Promise<void>;
  /** `shards` empty: on every shard. */
  vdiffStop(name: WorkflowIn, uuid: string, shards: readonly Shard[]): Promise<void>;
  vdiffResume(name: WorkflowIn, uuid: string, shards: readonly Shard[]): Promise<void>;
  vdiffDelete(name: WorkflowIn, uuidOrAll: string): Promise<void>;
  /**
   * Returns dry-run lines, or what Vitess says of what it did; so do the three below. Throws for an empty summary: Vitess did nothing
   * (docs/facts/switch-traffic.md#short-timeout).
   */
  switchTraffic(name: WorkflowIn, options: SwitchOptions, run: SwitchRun): Promise<readonly string[]>;
  complete(name: WorkflowIn, options: CompleteOptions, run: { readonly dryRun: boolean }): Promise<readonly string[]>;
  cancelMove(name: WorkflowIn, options: CancelOptions): Promise<readonly string[]>;
  /** The same as cancel on Vitess 18 and later; before, it removes only the streams. */
  deleteWorkflow(name: WorkflowIn, options: CancelOptions): Promise<readonly string[]>;
  /** Settings that the options leave out stay as they are (docs/facts/defaults-and-options.md#keep-values). */
  updateWorkflow(name: WorkflowIn, options: UpdateOptions): Promise<void>;
  mirrorTraffic(name: WorkflowIn, options: MirrorOptions): Promise<void>;
  /** Replaces one whole document. vtctld has no compare-and-set: read right before and right after. Mirror rules cannot be written. */
  applyRules(document: Exclude<RuleDocument, "mirrors">, rules: Rules): Promise<void>;
  /**
   * Removes the tables from the denied list in the shard's record (SetShardTabletControl with `remove`). The primary keeps denying until it
   * is refreshed (docs/facts/denied-tables.md#record-and-tablet). Waits up to 45 s for the keyspace's lock, which a dead vtctld may hold
   * (docs/facts/denied-tables.md#dead-vtctlds-keyspace-lock), and then throws a fault of kind `busy`.
   */
  allowTables(keyspace: Keyspace, shard: Shard, tables: readonly TableName[]): Promise<void>;
  /** Makes every tablet of a shard read the shard's record (RefreshStateByShard). Returns which did not; takes 15 s if one is dead. */
  refreshShard(keyspace: Keyspace, shard: Shard): Promise<Refreshed>;
  /** The same for one tablet (RefreshState); throws if it does not answer. */
  refreshTablet(tablet: TabletAlias): Promise<void>;
  /** Makes the vtgates of these cells, or of all, use the saved rules (RebuildVSchemaGraph). Takes no lock and a few milliseconds. */
  rebuildServing(cells: readonly string[]): Promise<void>;
  /** Throttles an app in every shard of a keyspace; `ratio` 0 or an `expiresAt` in the past ends that. */
  throttleApp(keyspace: Keyspace, app: string, ratio: number, expiresAt: Instant): Promise<void>;
}

/** Which tablets of a shard did not read its record: none, those that Vitess names, or some that it does not name. */
export interface Refreshed {
  readonly whole: boolean;
  readonly missed: readonly TabletAlias[];
}

/** How to send a switch: `backward` is ReverseTraffic; a dry run changes nothing and returns lines. */
export interface SwitchRun {
  readonly direction: "forward" | "backward";
  readonly dryRun: boolean;
}
