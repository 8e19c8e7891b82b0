import type { Keyspace } from "./vitess/names.ts";

/** Tablet types that carry traffic or feed streams. */
export type TabletType = "PRIMARY" | "REPLICA" | "RDONLY";

/** The types that serve reads alone: a switch moves them before writes. */
export const READ_TYPES: readonly TabletType[] = ["REPLICA", "RDONLY"];
/** What a stream does when it meets DDL at the source. */
export type OnDdl = "IGNORE" | "STOP" | "EXEC" | "EXEC_IGNORE";

/** Standing alone in `cells`: every cell of the cluster, looked up when the move is created. */
export const ALL_CELLS = "*";

/** MoveTables create, as the reference client of Vitess 22 and later sends it. */
export interface CreateOptions {
  readonly sourceKeyspace: Keyspace;
  /** Exactly one of `tables` (non-empty) and `allTables`. */
  readonly tables: readonly string[];
  readonly allTables: boolean;
  readonly excludeTables: readonly string[];
  readonly sourceShards: readonly string[];
  /** Empty: the cell of the target's primary. {@link ALL_CELLS} alone: all of them. */
  readonly cells: readonly string[];
  readonly tabletTypes: readonly TabletType[];
  /** Whether `tabletTypes` is an order of preference. */
  readonly tabletTypesInOrder: boolean;
  readonly onDdl: OnDdl;
  readonly sourceTimeZone: string;
  readonly autoStart: boolean;
  readonly stopAfterCopy: boolean;
  readonly deferSecondaryKeys: boolean;
  readonly noRoutingRules: boolean;
  readonly atomicCopy: boolean;
  /** Create the target's tables without foreign keys. The reference client has no flag for it; vtctld takes it. */
  readonly dropForeignKeys: boolean;
  /** Empty: the source is a keyspace of this cluster. */
  readonly externalClusterName: string;
  /** Empty: not a multi-tenant move. */
  readonly tenantId: string;
  readonly shardedAutoIncrement: ShardedAutoIncrement;
  /** Where sequence tables are created; empty: nowhere. */
  readonly globalKeyspace: string;
  /** Target shards of a multi-tenant move; empty: all. */
  readonly targetShards: readonly string[];
  /** Settings of VReplication for this workflow alone, by name. */
  readonly configOverrides: Readonly<Record<string, string>>;
  /** Asked for with a v1 command (`MoveTables -v1`): Vitess 11 to 15 carry it out as one. */
  readonly v1: boolean;
}

/** What becomes of AUTO_INCREMENT when an unsharded table is moved to a sharded keyspace. */
export type ShardedAutoIncrement = "LEAVE" | "REMOVE" | "REPLACE";

/** The defaults of the reference client, which are not those of the wire (docs/facts/defaults-and-options.md#client-defaults). */
export const CREATE_DEFAULTS = {
  tables: [],
  allTables: false,
  excludeTables: [],
  sourceShards: [],
  cells: [],
  tabletTypes: ["REPLICA", "PRIMARY"],
  tabletTypesInOrder: true,
  onDdl: "IGNORE",
  sourceTimeZone: "",
  autoStart: true,
  stopAfterCopy: false,
  deferSecondaryKeys: true,
  noRoutingRules: false,
  atomicCopy: false,
  dropForeignKeys: false,
  externalClusterName: "",
  tenantId: "",
  shardedAutoIncrement: "REMOVE",
  globalKeyspace: "",
  targetShards: [],
  configOverrides: {},
  v1: false,
} as const satisfies Omit<CreateOptions, "sourceKeyspace">;

/** SwitchTraffic and ReverseTraffic. Durations are milliseconds. */
export interface SwitchOptions {
  readonly tabletTypes: readonly TabletType[];
  readonly cells: readonly string[];
  readonly maxReplicationLagAllowedMs: number;
  /** At least 1000: below that Vitess answers OK and does nothing (docs/facts/switch-traffic.md#short-timeout). */
  readonly timeoutMs: number;
  readonly enableReverseReplication: boolean;
  readonly initializeTargetSequences: boolean;
  /** Only these shards' lag counts; none: all. The reference client never sends it (docs/facts/switch-traffic.md#shards-and-force). */
  readonly shards: readonly string[];
  /** Go on although some tablets could not be refreshed. Dangerous; not sent by the reference client either. */
  readonly force: boolean;
  /** Asked for with SwitchReads or SwitchWrites: Vitess 11 to 15 carry it out with those. */
  readonly v1: boolean;
  /** SwitchTraffic only: all types in one call instead of reads, soak, writes. */
  readonly allAtOnce: boolean;
}

export const SWITCH_DEFAULTS = {
  tabletTypes: ["PRIMARY", "REPLICA", "RDONLY"],
  cells: [],
  maxReplicationLagAllowedMs: 30_000,
  timeoutMs: 30_000,
  enableReverseReplication: true,
  initializeTargetSequences: false,
  shards: [],
  force: false,
  v1: false,
  allAtOnce: false,
} as const satisfies SwitchOptions;

/** MoveTables complete. What happens to the tables at the source: dropped, renamed, or kept. */
export interface CompleteOptions {
  readonly keepData: boolean;
  readonly keepRoutingRules: boolean;
  readonly renameTables: boolean;
  /** Tandem sends it where it was given; vtctld ignores it (docs/facts/cancel-and-complete.md#shards-of-complete). */
  readonly shards: readonly string[];
  /** The source keyspace is gone: leave it out. */
  readonly ignoreSourceKeyspace: boolean;
  /** Asked for with DropSources: Vitess 11 to 15 carry it out with that. */
  readonly v1: boolean;
}

export const COMPLETE_DEFAULTS = {
  keepData: false,
  keepRoutingRules: false,
  renameTables: false,
  shards: [],
  ignoreSourceKeyspace: false,
  v1: false,
} as const satisfies CompleteOptions;

/** MoveTables cancel. Without `keepData` the tables at the target are dropped. */
export interface CancelOptions {
  readonly keepData: boolean;
  readonly keepRoutingRules: boolean;
  readonly shards: readonly string[];
  readonly ignoreSourceKeyspace: boolean;
  /** Rows of a tenant that go in one statement; at least 1. */
  readonly deleteBatchSize: bigint;
}

export const CANCEL_DEFAULTS = {
  keepData: false,
  keepRoutingRules: false,
  shards: [],
  ignoreSourceKeyspace: false,
  deleteBatchSize: 1000n,
} as const satisfies CancelOptions;

/** VDiff create. Durations are milliseconds; counts are 64-bit on the wire. */
export interface VDiffOptions {
  readonly tables: readonly string[];
  readonly sourceCells: readonly string[];
  readonly targetCells: readonly string[];
  readonly tabletTypes: readonly TabletType[];
  readonly tabletTypesInOrder: boolean;
  readonly limit: bigint;
  readonly filteredReplicationWaitTimeMs: number;
  readonly debugQuery: boolean;
  readonly onlyPks: boolean;
  readonly updateTableStats: boolean;
  readonly maxExtraRowsToCompare: bigint;
  readonly autoRetry: boolean;
  readonly maxReportSampleRows: bigint;
  readonly maxDiffDurationMs: number;
  readonly rowDiffColumnTruncateAt: bigint;
  readonly autoStart: boolean;
}

export const VDIFF_DEFAULTS = {
  tables: [],
  sourceCells: [],
  targetCells: [],
  tabletTypes: ["RDONLY", "REPLICA", "PRIMARY"],
  tabletTypesInOrder: true,
  limit: 9_223_372_036_854_775_807n,
  filteredReplicationWaitTimeMs: 30_000,
  debugQuery: false,
  onlyPks: false,
  updateTableStats: false,
  maxExtraRowsToCompare: 1000n,
  autoRetry: true,
  maxReportSampleRows: 10n,
  maxDiffDurationMs: 0,
  rowDiffColumnTruncateAt: 128n,
  autoStart: true,
} as const satisfies VDiffOptions;

/** Workflow update. An absent field stays as it is. */
export interface UpdateOptions {
  readonly cells?: readonly string[];
  readonly tabletTypes?: readonly TabletType[];
  readonly tabletTypesInOrder?: boolean;
  readonly onDdl?: OnDdl;
  readonly configOverrides?: Readonly<Record<string, string>>;
  /** Empty: every shard of the target. */
  readonly shards: readonly string[];
}

/** MirrorTraffic: a share of the SELECTs goes to the target as well, its answers thrown away. `percent` 0 ends it. */
export interface MirrorOptions {
  readonly tabletTypes: readonly TabletType[];
  /** 0 to 100. Vitess takes 101 and -1 as well (docs/facts/mirror-traffic.md#percent), Tandem does not. */
  readonly percent: number;
}

export const MIRROR_DEFAULTS = { tabletTypes: ["PRIMARY", "REPLICA", "RDONLY"], percent: 1 } as const satisfies MirrorOptions;

/** A document of rules that vtgate routes by. */
export type RuleDocument = "tables" | "shards" | "keyspaces" | "mirrors";
