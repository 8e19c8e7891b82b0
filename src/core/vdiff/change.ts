import type { Instant } from "../readings/readings.ts";
import type { TableName } from "../vitess/names.ts";
import { listComparedTables } from "./compared.ts";
import type { VDiff, VDiffTable } from "./vdiff.ts";

export type DifferenceCounts = Pick<VDiffTable, "mismatched" | "onlyInSource" | "onlyInTarget">;

/** How a table differs, summed over its shards. */
export interface TableDifference extends DifferenceCounts {
  readonly table: TableName;
}

/** What a later VDiff is held against. Counts only. */
export interface EarlierVDiff {
  readonly completedAt?: Instant;
  readonly compared: readonly TableName[];
  readonly different: readonly TableDifference[];
}

/** What became of each table since the VDiff before. */
export interface SinceVDiffBefore {
  /** Differed then, and do not differ now. */
  readonly agree: readonly TableName[];
  readonly still: readonly { readonly before: TableDifference; readonly now: TableDifference }[];
  /** Were compared then without a difference, and differ now. */
  readonly fresh: readonly TableName[];
  /** Differed then, and were not compared now. */
  readonly left: readonly TableName[];
}

/**
 * What a completed VDiff found, for a later one to be held against. Undefined if it compared less than whole tables: its counts, and that it
 * found nothing, then say little about the tables.
 */
export function summarizeVDiff(vdiff: VDiff): EarlierVDiff | undefined {
  if (vdiff.rowLimit !== undefined || vdiff.keysOnly === true) return undefined;
  const compared = [...listComparedTables(vdiff)];
  if (compared.length === 0) return undefined;
  const completed = vdiff.shards.flatMap(({ completedAt }) => completedAt ?? []);
  return {
    ...(completed.length === 0 ? {} : { completedAt: Math.max(...completed) }),
    compared,
    different: sumDifferences(vdiff.tables),
  };
}

/** Holds a VDiff against the one before. Undefined if the two cannot be compared. */
export function findChange(vdiff: VDiff, earlier: EarlierVDiff): SinceVDiffBefore | undefined {
  const now = summarizeVDiff(vdiff);
  if (now === undefined) return undefined;
  const [before, differs] = [indexByTable(earlier.different), indexByTable(now.different)];
  const [compared, comparedThen] = [new Set(now.compared), new Set(earlier.compared)];
  const wereDifferent = earlier.different.map(({ table }) => table).filter((table) => !differs.has(table));
  return {
    agree: wereDifferent.filter((table) => compared.has(table)),
    still: now.different.flatMap((one) => {
      const then = before.get(one.table);
      return then === undefined ? [] : [{ before: then, now: one }];
    }),
    fresh: now.different.map(({ table }) => table).filter((table) => !before.has(table) && comparedThen.has(table)),
    left: wereDifferent.filter((table) => !compared.has(table)),
  };
}

function sumDifferences(tables: readonly VDiffTable[]): readonly TableDifference[] {
  const sums = new Map<TableName, TableDifference>();
  for (const row of tables) {
    if (!row.hasMismatch) continue;
    const sum = sums.get(row.table) ?? { table: row.table, mismatched: 0n, onlyInSource: 0n, onlyInTarget: 0n };
    sums.set(row.table, {
      table: row.table,
      mismatched: sum.mismatched + row.mismatched,
      onlyInSource: sum.onlyInSource + row.onlyInSource,
      onlyInTarget: sum.onlyInTarget + row.onlyInTarget,
    });
  }
  return [...sums.values()];
}

function indexByTable(differences: readonly TableDifference[]): ReadonlyMap<TableName, TableDifference> {
  return new Map(differences.map((one) => [one.table, one]));
}
