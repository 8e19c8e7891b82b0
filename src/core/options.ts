import type { Keyspace } from "./names.ts";

/** Tablet types that carry traffic or feed streams. */
export type TabletType = "PRIMARY" | "REPLICA" | "RDONLY";
/** What a stream does when it meets DDL at the source. */
export type OnDdl = "IGNORE" | "STOP" | "EXEC" | "EXEC_IGNORE";

/** MoveTables create, as the reference client of Vitess 22 and later sends it. */
export interface CreateOptions {
  readonly sourceKeyspace: Keyspace;
  /** Exactly one of `tables` (non-empty) and `allTables`. */
  readonly tables: readonly string[];
  readonly allTables: boolean;
  readonly excludeTables: readonly string[];
  readonly sourceShards: readonly string[];
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
}

/** The defaults of the reference client, which are not the defaults of the wire (vitess.md, "Defaults"). */
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
} as const satisfies Omit<CreateOptions, "sourceKeyspace">;

/** SwitchTraffic and ReverseTraffic. Durations are milliseconds. */
export interface SwitchOptions {
  readonly tabletTypes: readonly TabletType[];
  readonly cells: readonly string[];
  readonly maxReplicationLagAllowedMs: number;
  /** At least 1000: below, Vitess answers OK and does nothing (vitess.md, 23.0.3 item 2). */
  readonly timeoutMs: number;
  readonly enableReverseReplication: boolean;
  readonly initializeTargetSequences: boolean;
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
  allAtOnce: false,
} as const satisfies SwitchOptions;

/** MoveTables complete. What happens to the tables at the source: dropped, renamed, or kept. */
export interface CompleteOptions {
  readonly keepData: boolean;
  readonly keepRoutingRules: boolean;
  readonly renameTables: boolean;
}

export const COMPLETE_DEFAULTS = { keepData: false, keepRoutingRules: false, renameTables: false } as const satisfies CompleteOptions;

/** MoveTables cancel. Without `keepData` the tables at the target are dropped. */
export interface CancelOptions {
  readonly keepData: boolean;
  readonly keepRoutingRules: boolean;
}

export const CANCEL_DEFAULTS = { keepData: false, keepRoutingRules: false } as const satisfies CancelOptions;

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
