import type { Instant, Reading, RowCount, TableCopy, TableSize } from "../readings/readings.ts";
import type { TableName } from "../vitess/names.ts";
import type { RowSource, Sample } from "./samples.ts";
import type { TableProgress } from "./tables.ts";

/** Rows as one source counts them. `total` is absent where it is unknown or smaller than what has already been copied. */
export interface CountedRows {
  readonly by: RowSource;
  readonly done: bigint;
  readonly total?: bigint;
}

/** Statistics unchanged for this long come from MySQL's cache, which lasts a day. */
const LIVE_WITHIN_MS = 60_000;

/** Counts of rows tell nothing about a copy that has gone on for this long. */
const COUNTS_FRESH_MS = 60_000;

interface ToChoose {
  readonly tables: readonly TableProgress[];
  readonly reading: Reading;
  readonly sizes: readonly TableSize[];
  readonly counted: bigint;
  readonly samples: readonly Sample[];
}

/** The counters are right within 3 % (docs/facts/streams-and-copy.md#live-row-counts); how far off the statistics are nobody knows. */
export function chooseRows({ tables, reading, sizes, counted, samples }: ToChoose): CountedRows | undefined {
  const live = countRowsLive(tables, reading, sizes);
  if (live !== undefined) return live;
  return areStatisticsLive(samples, reading.at) ? countRows(tables, reading.tableCopy, sizes, counted) : undefined;
}

/** Rows by InnoDB's counters; undefined if these are old, or lack a table that is being copied or has yet to be. */
export function countRowsLive(
  tables: readonly TableProgress[],
  { rowCounts, at }: Reading,
  sizes: readonly TableSize[],
): CountedRows | undefined {
  if (rowCounts === undefined || rowCounts.target.length === 0 || at - rowCounts.at > COUNTS_FRESH_MS) return undefined;
  const [live, atSource, bySize] = [indexRows(rowCounts.target), indexRows(rowCounts.source), indexRows(sizes)];
  let [done, total] = [0n, 0n];
  for (const { table, state } of tables) {
    const [here = 0n, estimate = 0n] = [live.get(table), bySize.get(table)];
    // An estimate of 0 may mean that nobody has counted yet.
    const there = atSource.get(table) ?? (estimate > 0n ? estimate : undefined);
    if (there === undefined || (state === "copying" && !live.has(table))) return undefined;
    const all = pickLarger(pickLarger(there, estimate), here);
    done += state === "done" ? all : here;
    total += all;
  }
  return { by: "counters", done, total };
}

/** InnoDB's recount of a table can take rows back that were there: what people have read stays. */
export function keepRising(rows: CountedRows | undefined, last: Sample | undefined): CountedRows | undefined {
  if (rows?.by !== "counters") return rows;
  const most = pickLarger(rows.done, last?.rowsDone ?? 0n);
  return { ...rows, done: rows.total !== undefined && most > rows.total ? rows.total : most };
}

/** True when the target's statistics changed recently: those from MySQL's cache stand still for a day or jump once. */
function areStatisticsLive(samples: readonly Sample[], now: Instant): boolean {
  const recent = samples.filter((sample) => now - sample.at <= LIVE_WITHIN_MS && sample.statistics !== undefined);
  return new Set(recent.map(({ statistics }) => statistics)).size > 2;
}

/** Rows by the statistics of both sides; undefined if a table being copied has none, or Vitess has counted more. */
export function countRows(
  tables: readonly TableProgress[],
  copies: readonly TableCopy[],
  sizes: readonly TableSize[],
  counted: bigint,
): CountedRows | undefined {
  const bySize = indexRows(sizes);
  const byCopy = new Map(copies.map((copy) => [copy.table, copy]));
  let done = 0n;
  let all: bigint | undefined = 0n;
  for (const { table, state } of tables) {
    const copied = byCopy.get(table)?.rowsCopied ?? 0n;
    const known = pickLarger(byCopy.get(table)?.rowsTotal ?? 0n, bySize.get(table) ?? 0n);
    if (state === "copying" && copied === 0n) return undefined;
    if (state === "done" && known === 0n) return undefined;
    done += state === "done" ? known : state === "copying" ? copied : 0n;
    all = all === undefined || known === 0n || copied > known ? undefined : all + known;
  }
  if (counted > done) return undefined;
  return { by: "statistics", done, ...(all === undefined ? {} : { total: all }) };
}

/** At least what people have read already: the total can grow while the source does. */
export function computePercent(rows: CountedRows | undefined, last: Sample | undefined): { percent?: number } {
  if (rows?.total === undefined || rows.total === 0n) return {};
  const read = rows.by === "counters" ? (last?.percent ?? 0) : 0;
  return { percent: Math.min(Math.max(Number((rows.done * 100n) / rows.total), read), 99) };
}

/** Rows by table. */
export function indexRows(counts: readonly RowCount[]): ReadonlyMap<TableName, bigint> {
  return new Map(counts.map(({ table, rows }) => [table, rows]));
}

function pickLarger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

export function sumBigints(numbers: readonly bigint[]): bigint {
  return numbers.reduce((sum, one) => sum + one, 0n);
}
