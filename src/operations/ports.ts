import type { AddressHealth } from "../core/readings/clusters.ts";
import type { Keyspace, TabletAlias, WorkflowName } from "../core/vitess/names.ts";
import type {
  CancelOptions,
  CompleteOptions,
  CreateOptions,
  MirrorOptions,
  RuleDocument,
  SwitchOptions,
  UpdateOptions,
  VDiffOptions,
} from "../core/options/options.ts";
import type { DeniedTables, Instant, LockHolder, Rules, Served, TableSize, Workflow, WorkflowStatus } from "../core/readings/readings.ts";
import type { TabletControl } from "../core/preflight/facts.ts";
import type { ThrottlerCheck, ThrottlerStatus } from "../core/readings/throttler.ts";
import type { VDiff, VDiffListed } from "../core/vdiff/vdiff.ts";
import type { VitessVersion } from "../core/vitess/version.ts";

/** A workflow inside the cluster that a {@link Vitess} speaks to. */
export interface WorkflowIn {
  readonly targetKeyspace: Keyspace;
  readonly workflow: WorkflowName;
}

/** A tablet as the topology has it: not a proof of health. */
export interface Tablet {
  readonly alias: TabletAlias;
  readonly keyspace: Keyspace;
  readonly shard: string;
  /** PRIMARY, REPLICA, RDONLY, BACKUP, RESTORE, DRAINED, UNKNOWN (a stale primary), … */
  readonly type: string;
  readonly cell: string;
}

/** A keyspace's VSchema, as far as a move cares. */
export interface VSchema {
  readonly sharded: boolean;
  readonly tables: readonly string[];
  /** Tables with a column whose ids come from a sequence, and that sequence's table. */
  readonly sequences: readonly { readonly table: string; readonly column: string; readonly sequence: string }[];
  /** What it says of each table, as ApplyVSchema takes it: JSON with its keys in order; `{}` where it says nothing. */
  readonly entries: Readonly<Record<string, string>>;
  /** The columns of each table's primary vindex, which say in which shard a row is. */
  readonly shardingKeys: readonly { readonly table: string; readonly columns: readonly string[] }[];
  /** True when the VSchema says how tenants are told apart. */
  readonly multiTenant: boolean;
}

/** How a table is made, as its tablet tells. */
export interface TableSchema {
  readonly table: string;
  readonly primaryKey: readonly string[];
  /** Columns that may be NULL. */
  readonly nullable: readonly string[];
  /** Tables that its foreign keys point to. */
  readonly references: readonly string[];
  readonly autoIncrement: boolean;
  /** A digest of the whole CREATE TABLE: another one means that DDL ran. */
  readonly digest: string;
}

/** Settings of a MySQL that tables, streams and whoever makes triggers meet. What it does not have is absent. */
export interface MysqlSettings {
  readonly sqlMode: readonly string[];
  /** False: nobody without SUPER makes triggers and functions there while its binary log is on (errno 1419). */
  readonly trustsFunctionCreators?: boolean;
}

/** What belongs to a keyspace's database beside its tables; no move takes it along. Names alone, no text of it. */
export interface BesideTables {
  readonly kind: "trigger" | "view" | "function" | "procedure";
  readonly name: string;
  /** What a trigger belongs to and a view reads; empty for the others. */
  readonly tables: readonly string[];
}

/** What one replica says of its MySQL replication. */
export interface ReplicaHealth {
  readonly tablet: TabletAlias;
  readonly shard: string;
  readonly type: string;
  /** Undefined when MySQL does not know it: not zero (issue #15341). */
  readonly lagSeconds?: number;
  readonly replicating: boolean;
  /** Redacted; empty when there is none. */
  readonly lastError: string;
}

/** A schema change that Vitess runs by itself. */
export interface SchemaMigration {
  readonly uuid: string;
  readonly keyspace: Keyspace;
  readonly table: string;
  /** running, ready, queued, complete, failed, cancelled, … */
  readonly status: string;
  readonly completedAt?: Instant;
}

/**
 * What Tandem asks of one Vitess cluster. Every method throws {@link Fault} and nothing else.
 * Reads have a deadline of 15 s each and are tried on the next address when one is unreachable.
 * Writes are sent once, to one address, and never retried in here: after a fault the caller reads, unless its `nothingSent` says that no
 * message of this write has left. What the connected version does not have is a Fault of kind `unsupported`; what it spells differently,
 * the adapter spells differently.
 */
export interface Vitess {
  /**
   * Opens, or finds open, the connection that the next write goes over, and has the credentials and the version for it: what a write does
   * after this is send. Changes nothing. Its fault is always `nothingSent`; the other addresses are for reads to try.
   */
  connect(): Promise<void>;
  /**
   * The same cluster, whose writes are sent only while `isFresh()` says so. It is asked before each message of a write, as the last thing
   * that Tandem's code does: the message leaves in the same turn of the event loop. Once it says no, nothing of that message is sent and
   * the write is a Fault of kind `stale`; `nothingSent` is false there when an earlier message of the same write had left. Reads do not
   * ask. Costs next to nothing, so make one for each call. A view of a view asks both.
   */
  whileFresh(isFresh: () => boolean): Vitess;
  /** Found by probing at the first call and again every ten minutes, or as configured. */
  version(): Promise<VitessVersion>;
  addresses(): readonly AddressHealth[];
  keyspaces(): Promise<readonly Keyspace[]>;
  cells(): Promise<readonly string[]>;
  tablets(keyspace: Keyspace): Promise<readonly Tablet[]>;
  /** Sizes of the named tables (all tables when empty) on one tablet; a table that is not there is left out. */
  tableSizes(tablet: TabletAlias, tables: readonly string[]): Promise<readonly TableSize[]>;
  /** The names alone, which costs little also with thousands of tables; Vitess's own tables are left out. */
  tableNames(tablet: TabletAlias): Promise<readonly string[]>;
  /** The names of views, which no move takes. */
  viewNames(tablet: TabletAlias): Promise<readonly string[]>;
  /** Denied tables of one shard for PRIMARY; an empty list when it denies nothing. */
  deniedTables(keyspace: Keyspace, shard: string): Promise<DeniedTables>;
  /** Every tablet control of every shard of a keyspace, those of PRIMARY too. */
  tabletControls(keyspace: Keyspace): Promise<readonly TabletControl[]>;
  vschema(keyspace: Keyspace): Promise<VSchema>;
  /** All tables when empty. */
  tableSchemas(tablet: TabletAlias, tables: readonly string[]): Promise<readonly TableSchema[]>;
  /** What a tablet's MySQL writes into its binary log of a row: `FULL`, as Vitess needs it. Undefined before Vitess 15. */
  rowImage(tablet: TabletAlias): Promise<string | undefined>;
  /** By a fixed statement that reads. Undefined before Vitess 14. */
  mysqlSettings(tablet: TabletAlias): Promise<MysqlSettings | undefined>;
  /** Triggers of these tables, views that read them, and functions and procedures, by fixed statements that read. Undefined before Vitess 14. */
  besideTables(tablet: TabletAlias, tables: readonly string[]): Promise<readonly BesideTables[] | undefined>;
  /** The `next_id` of a sequence; undefined where it has none, and before Vitess 14. */
  nextId(tablet: TabletAlias, sequence: string): Promise<bigint | undefined>;
  /** The highest number in a column that an index begins with; undefined for none, and before Vitess 14. */
  highestId(tablet: TabletAlias, table: string, column: string): Promise<bigint | undefined>;
  /** Whether a tablet answers vtctld within 5 s; within 15 s, as patient as Vitess itself, when it `isAgain` asked. Vitess 11 has no such call. */
  answers(tablet: TabletAlias, isAgain?: boolean): Promise<boolean>;
  /** Every replica of a shard that answers; one that does not is `replicating: false` with the reason. */
  replication(keyspace: Keyspace, shard: string): Promise<readonly ReplicaHealth[]>;
  /** Undefined before Vitess 21, which has no such call. */
  throttlerStatus(tablet: TabletAlias): Promise<ThrottlerStatus | undefined>;
  throttlerCheck(tablet: TabletAlias, app: string): Promise<ThrottlerCheck | undefined>;
  /** Problems in Vitess's words, redacted; empty when there are none. */
  validateKeyspace(keyspace: Keyspace, pingTablets: boolean): Promise<readonly string[]>;
  /** Undefined before Vitess 18. */
  schemaMigrations(keyspace: Keyspace): Promise<readonly SchemaMigration[] | undefined>;
  /** All workflows of a keyspace, stopped ones too; one answer carries them all (docs/facts/the-wire.md#cost-of-a-poll). */
  workflows(keyspace: Keyspace, options?: { readonly workflow?: WorkflowName; readonly logs?: boolean }): Promise<readonly Workflow[]>;
  workflowStatus(name: WorkflowIn): Promise<WorkflowStatus>;
  /** As they are saved in the topology: vtgates go by {@link Vitess.served}. */
  rules(): Promise<Rules>;
  /** What vtgates of every cell go by, one a cell, in the cells' order: a cell that cannot be read is a fault, and none is left out. */
  served(): Promise<Served>;
  /**
   * Who holds the lock that a switch of this workflow takes; empty when nobody does. That is its named lock; before Vitess 20 the locks of the
   * move's keyspaces, held by a step of some workflow. `source`: empty where the move's source is not known. Throws `unsupported` where
   * locks cannot be read.
   */
  lockHolders(name: WorkflowIn, source: string): Promise<readonly LockHolder[]>;
  /** The newest VDiff, or the one with this uuid; undefined when there is none. */
  vdiff(name: WorkflowIn, uuid?: string): Promise<VDiff | undefined>;
  vdiffs(name: WorkflowIn): Promise<readonly VDiffListed[]>;

  /** `waitMs`: how long the answer is waited for; five minutes unless told otherwise. */
  createMove(name: WorkflowIn, options: CreateOptions, waitMs?: number): Promise<void>;
  /** Keeps cells, tablet types, their order and on-ddl (docs/facts/defaults-and-options.md#keep-values). No `shards`: on every shard. */
  setRunning(name: WorkflowIn, state: "Running" | "Stopped", shards?: readonly string[]): Promise<void>;
  vdiffCreate(name: WorkflowIn, uuid: string, options: VDiffOptions): Promise<void>;
  /** `shards` empty: on every shard. */
  vdiffStop(name: WorkflowIn, uuid: string, shards: readonly string[]): Promise<void>;
  vdiffResume(name: WorkflowIn, uuid: string, shards: readonly string[]): Promise<void>;
  vdiffDelete(name: WorkflowIn, uuidOrAll: string): Promise<void>;
  /** Returns dry-run lines, or none. An empty summary is a fault: Vitess did nothing (docs/facts/switch-traffic.md#short-timeout). */
  switchTraffic(name: WorkflowIn, options: SwitchOptions, run: SwitchRun): Promise<readonly string[]>;
  complete(name: WorkflowIn, options: CompleteOptions, run: { readonly dryRun: boolean }): Promise<readonly string[]>;
  /** MoveTables Cancel. */
  cancelMove(name: WorkflowIn, options: CancelOptions): Promise<void>;
  /** Workflow Delete: the same as cancel on Vitess 18 and later, the streams alone before. */
  deleteWorkflow(name: WorkflowIn, options: CancelOptions): Promise<void>;
  /** What the options leave out stays as it is (docs/facts/defaults-and-options.md#keep-values). */
  updateWorkflow(name: WorkflowIn, options: UpdateOptions): Promise<void>;
  mirrorTraffic(name: WorkflowIn, options: MirrorOptions): Promise<void>;
  /** Replaces one whole document. vtctld has no compare-and-set: read right before, and again after. Mirror rules cannot be written. */
  applyRules(document: Exclude<RuleDocument, "mirrors">, rules: Rules): Promise<void>;
  /**
   * Takes the tables off the list of the shard's record (SetShardTabletControl with `remove`). The primary denies until it is refreshed
   * (docs/facts/denied-tables.md#record-and-tablet). Waits up to 45 s for the keyspace's lock, which a dead vtctld may hold
   * (docs/facts/denied-tables.md#dead-vtctlds-keyspace-lock), and then throws a fault of kind `busy`.
   */
  allowTables(keyspace: Keyspace, shard: string, tables: readonly string[]): Promise<void>;
  /** Has every tablet of a shard read the shard's record (RefreshStateByShard). Says which of them did not; takes 15 s where one is dead. */
  refreshShard(keyspace: Keyspace, shard: string): Promise<Refreshed>;
  /** The same for one tablet (RefreshState); a fault if it does not answer. */
  refreshTablet(tablet: TabletAlias): Promise<void>;
  /** Has vtgates of these cells, or of all, go by the saved rules (RebuildVSchemaGraph). Takes no lock, and some milliseconds. */
  rebuildServing(cells: readonly string[]): Promise<void>;
  /** Holds an app back in every shard of a keyspace; `ratio` 0 or `expiresAt` in the past lets it go. */
  throttleApp(keyspace: Keyspace, app: string, ratio: number, expiresAt: Instant): Promise<void>;
}

/** Which tablets of a shard did not read its record: none, those that Vitess names, or some that it does not name. */
export interface Refreshed {
  readonly whole: boolean;
  readonly missed: readonly TabletAlias[];
}

/** How a switch is sent: `backward` is ReverseTraffic; a dry run changes nothing and answers with lines. */
export interface SwitchRun {
  readonly direction: "forward" | "backward";
  readonly dryRun: boolean;
}
