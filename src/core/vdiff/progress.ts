import type { Instant } from "../readings/readings.ts";
import type { TableName } from "../vitess/names.ts";
import { listComparedTables } from "./compared.ts";
import type { VDiff } from "./vdiff.ts";

/** How many rows there are to compare, and who says so: the VDiff before counted them, or MySQL estimates them. */
export interface RowsToCompare {
  readonly rows: bigint;
  readonly by: "run-before" | "estimate";
}

/** How far a running VDiff is, beside the rows that it compared. */
export interface VDiffProgress {
  /** Absent if nobody can say. */
  readonly of?: RowsToCompare;
  readonly tablesDone: number;
  readonly tables: number;
  /** A few of the tables being compared now. `estimated` is absent where MySQL has no estimate. */
  readonly now: readonly { readonly table: TableName; readonly rows: bigint; readonly estimated?: bigint }[];
}

/** How much a VDiff has to compare, as far as that was known at its start. */
export interface VDiffExtent {
  /** How many rows the VDiff before compared, if that one compared all the rows of the same tables. */
  readonly rowsBefore?: bigint;
  /** The most rows of each table and shard it was told to compare; absent for all. */
  readonly rowLimit?: bigint;
}

/** How far a running VDiff was when Tandem saw it. */
export interface VDiffSeen {
  /** Rows compared. */
  readonly rows: bigint;
  /** When this count was seen first. */
  readonly at: Instant;
  /** The first count that Tandem saw: rates are measured from there. */
  readonly first?: { readonly rows: bigint; readonly at: Instant };
  readonly progress?: VDiffProgress;
}

const MOST_TABLES_NAMED = 3;

/** Takes the progress of a running VDiff from what Vitess shows of it. Before it counts its first row there may be no table yet. */
export function readVDiffProgress(vdiff: VDiff, { rowsBefore, rowLimit }: VDiffExtent): VDiffProgress {
  const tables = new Map<TableName, { rows: bigint; estimated: bigint; isEstimated: boolean; isUnderWay: boolean }>();
  for (const row of vdiff.tables) {
    const sum = tables.get(row.table) ?? { rows: 0n, estimated: 0n, isEstimated: true, isUnderWay: false };
    const estimated = rowLimit !== undefined && row.rowsEstimated > rowLimit ? rowLimit : row.rowsEstimated;
    tables.set(row.table, {
      rows: sum.rows + row.rowsCompared,
      estimated: sum.estimated + estimated,
      isEstimated: sum.isEstimated && row.rowsEstimated > 0n,
      isUnderWay: sum.isUnderWay || row.state === "started",
    });
  }
  const all = [...tables.values()];
  const isEstimated = all.length > 0 && all.every((table) => table.isEstimated);
  const estimate = isEstimated ? { rows: all.reduce((sum, { estimated }) => sum + estimated, 0n), by: "estimate" as const } : undefined;
  const of = rowsBefore === undefined ? estimate : { rows: rowsBefore, by: "run-before" as const };
  return {
    ...(of === undefined ? {} : { of }),
    tablesDone: listComparedTables(vdiff).size,
    tables: tables.size,
    now: [...tables]
      .filter(([, table]) => table.isUnderWay)
      .slice(0, MOST_TABLES_NAMED)
      .map(([table, { rows, estimated, ...one }]) => ({ table, rows, ...(one.isEstimated ? { estimated } : {}) })),
  };
}

/** The share of the rows compared, 0 to 99, rounded down. Undefined if nobody can say, as when there are more rows than was thought. */
export function findVDiffPercent({ rows, progress }: VDiffSeen): number | undefined {
  const of = progress?.of;
  if (of === undefined || of.rows === 0n || rows > of.rows) return undefined;
  return Math.min(Number((rows * 100n) / of.rows), 99);
}

// Shorter looks catch the pauses between two tables more than the comparing itself.
const OBSERVED_AT_LEAST_MS = 10_000;

// MySQL's estimate can be off by half; a count of the VDiff before only misses what was written since. Both allow for a rate that changes.
const SPREAD = { estimate: [0.67, 1.5], "run-before": [0.9, 1.3] } as const satisfies Record<
  RowsToCompare["by"],
  readonly [number, number]
>;

/** When the VDiff may be ready, as a range. Undefined while nobody can say. */
export function estimateVDiffEnd({ rows, at, first, progress }: VDiffSeen): { readonly from: Instant; readonly to: Instant } | undefined {
  const of = progress?.of;
  if (of === undefined || first === undefined || rows > of.rows) return undefined;
  const [observedMs, compared] = [at - first.at, Number(rows - first.rows)];
  if (observedMs < OBSERVED_AT_LEAST_MS || compared <= 0) return undefined;
  const msOf = (share: number): number => (Math.max(Number(of.rows) * share - Number(rows), 0) / compared) * observedMs;
  const [least, most] = SPREAD[of.by];
  return { from: at + msOf(least), to: at + msOf(most) };
}
