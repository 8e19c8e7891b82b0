import type { Reading, TableSize } from "../readings/readings.ts";
import {
  areStatisticsLive,
  countByCounters,
  countByStatistics,
  countByTables,
  countByVitess,
  type CopyToCount,
  type CountedRows,
  indexRows,
  pickLarger,
} from "./row-sources.ts";
import { readCounted, type Sample } from "./samples.ts";

/** The rows by the source that can be least wrong; undefined where none can tell. */
export function chooseRows(copy: CopyToCount): CountedRows | undefined {
  const moving = areStatisticsLive(copy.samples, copy.reading.at) ? countByStatistics(copy) : undefined;
  const told = [countByCounters(copy), countByVitess(copy), countByTables(copy), moving].filter((one) => one !== undefined);
  return told.toSorted((a, b) => a.pointsOff - b.pointsOff)[0];
}

/** InnoDB's recount of a table can take rows back that were there: what people have read stays. */
export function keepRising(rows: CountedRows | undefined, samples: readonly Sample[]): CountedRows | undefined {
  if (rows === undefined) return undefined;
  const last = samples.map(readCounted).findLast((counted) => counted?.by === rows.by);
  const most = pickLarger(rows.done, last?.done ?? 0n);
  return { ...rows, done: rows.total !== undefined && most > rows.total ? rows.total : most };
}

/** At least what people have read already: the total can grow while the source does, and a better source can say less. */
export function computePercent(rows: CountedRows | undefined, samples: readonly Sample[]): { percent?: number } {
  if (rows?.total === undefined || rows.total === 0n) return {};
  const read = samples.findLast(({ percent }) => percent !== undefined)?.percent ?? 0;
  return { percent: Math.min(Math.max(Number((rows.done * 100n) / rows.total), read), 99) };
}

/**
 * The sizes of a move with what InnoDB has counted since: so that a request, long after the copy, tells the rows that the card told. The same
 * list if nothing is known better.
 */
export function refineSizes(sizes: readonly TableSize[], { rowCounts }: Reading): readonly TableSize[] {
  const [there, here] = [indexRows(rowCounts?.source ?? []), indexRows(rowCounts?.target ?? [])];
  const refined = sizes.map((size): TableSize => {
    const rows = pickLarger(pickLarger(there.get(size.table) ?? 0n, here.get(size.table) ?? 0n), size.rows);
    return rows === size.rows ? size : { ...size, rows };
  });
  return refined.some((size, at) => size !== sizes[at]) ? refined : sizes;
}
