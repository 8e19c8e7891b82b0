import type { Instant, Reading, RowCount, TableSize } from "../readings/readings.ts";
import type { TableName } from "../vitess/names.ts";
import type { RowSource, Sample } from "./samples.ts";
import type { TableProgress } from "./tables.ts";

/** Rows as one source counts them. `total` is absent where it is unknown or smaller than what has already been copied. */
export interface CountedRows {
  readonly by: RowSource;
  readonly done: bigint;
  readonly total?: bigint;
  /** How far `done` may be from the truth, in points of a percentage of the whole. */
  readonly pointsOff: number;
}

/** A copy as every source sees it. */
export interface CopyToCount {
  readonly tables: readonly TableProgress[];
  readonly reading: Reading;
  /** Rows at the source, as far as they are known. */
  readonly whole: ReadonlyMap<TableName, bigint>;
  /** What Vitess itself has counted, over all streams. */
  readonly counted: bigint;
  /** With that of the reading. */
  readonly samples: readonly Sample[];
}

/** The counters were within 3% of the truth (docs/facts/streams-and-copy.md#live-row-counts). */
const COUNTERS_OFF = 3;
/** Statistics followed two recorded copies within 5 points, but MySQL warns that one estimate can be off by half, and there are two. */
const STATISTICS_OFF = 25;
/** The sizes at the source alone: InnoDB's estimates of tables that nobody was changing were within 3%. */
const SIZES_OFF = 5;
/** A source that only narrows the share down speaks if it does so to this. */
const MOST_OFF = 10;

/** Statistics unchanged for this long come from MySQL's cache, which lasts a day. */
const LIVE_WITHIN_MS = 60_000;
/** Counts of rows tell nothing about a copy that has gone on for this long. */
const COUNTS_FRESH_MS = 60_000;
/** In long copies Vitess writes down its count this often (docs/facts/streams-and-copy.md#rows-counted-per-table). */
const VITESS_COUNTS_EVERY_MS = 30_000;
/** So Tandem has to see more than one such step to know that Vitess does. */
const STEPS_WITHIN_MS = 4 * VITESS_COUNTS_EVERY_MS;
/** A table may turn out larger than its estimate by one part of so many before the estimate counts as wrong. */
const PARTS_LARGER = 20n;

/** Rows of each table at the source, by the largest number that anybody gives; a table of which nothing is known is missing. */
export function findWhole({ rowCounts, tableCopy }: Reading, sizes: readonly TableSize[]): ReadonlyMap<TableName, bigint> {
  // An estimate of 0 may mean that nobody has counted yet.
  const estimates = [...sizes, ...tableCopy.map(({ table, rowsTotal: rows }) => ({ table, rows }))].filter(({ rows }) => rows > 0n);
  const whole = new Map<TableName, bigint>();
  for (const { table, rows } of [...(rowCounts?.source ?? []), ...estimates]) whole.set(table, pickLarger(whole.get(table) ?? rows, rows));
  return whole;
}

/** Rows by InnoDB's counters; undefined if these are old, or lack a table that is being copied or has yet to be. */
export function countByCounters({ tables, reading: { rowCounts, at }, whole }: CopyToCount): CountedRows | undefined {
  if (rowCounts === undefined || rowCounts.target.length === 0 || at - rowCounts.at > COUNTS_FRESH_MS) return undefined;
  const live = indexRows(rowCounts.target);
  let [done, total] = [0n, 0n];
  for (const { table, state } of tables) {
    const [here = 0n, there] = [live.get(table), whole.get(table)];
    if (there === undefined || (state === "copying" && !live.has(table))) return undefined;
    const all = pickLarger(there, here);
    done += state === "done" ? all : here;
    total += all;
  }
  return { by: "counters", done, total, pointsOff: COUNTERS_OFF };
}

/** Rows by Vitess's count, while it grows in the middle of a table; half of what it may not have written down yet is added. */
export function countByVitess({ tables, reading, whole, counted, samples }: CopyToCount): CountedRows | undefined {
  const total = sumWhole(tables, whole);
  const began = findCounting(samples, reading.at);
  if (began === undefined || total === undefined || total === 0n || counted > total) return undefined;
  const perMs = Number(counted - began.rowsCopied) / (reading.at - began.at);
  const unseen = BigInt(Math.ceil(perMs * VITESS_COUNTS_EVERY_MS));
  const most = pickSmaller(counted + unseen, total);
  return toNarrowed("vitess", [counted, most], total);
}

/** The sample since which Vitess's count has grown again and again, with no table finished meanwhile: a finished one is counted anyway. */
function findCounting(samples: readonly Sample[], now: Instant): Sample | undefined {
  const last = samples.at(-1);
  const recent = samples.filter(({ at, tablesDone }) => now - at <= STEPS_WITHIN_MS && tablesDone === last?.tablesDone);
  const isGrowing = recent.every(({ rowsCopied }, at) => rowsCopied >= (recent[at - 1]?.rowsCopied ?? 0n));
  return isGrowing && new Set(recent.map(({ rowsCopied }) => rowsCopied)).size > 2 ? recent[0] : undefined;
}

/** Rows of the tables that are finished, and half of those that are not: right only where each of these is small. */
export function countByTables({ tables, whole, counted }: CopyToCount): CountedRows | undefined {
  const total = sumWhole(tables, whole);
  if (total === undefined || total === 0n) return undefined;
  const sum = (state: TableProgress["state"]): bigint => sumWhole(selectTables(tables, state), whole) ?? 0n;
  const [finished, open] = [sum("done"), sum("copying")];
  const most = finished + open;
  if (finished === 0n || counted > most) return undefined;
  // The next large table would take the percentage away again: none is given before that table is done.
  const largest = tables.filter(({ state }) => state !== "done").reduce((rows, { table }) => pickLarger(rows, whole.get(table) ?? 0n), 0n);
  const least = pickLarger(finished, counted);
  return toNarrowed("tables", [least, most], total, pickLarger(most - least, largest));
}

function selectTables(tables: readonly TableProgress[], state: TableProgress["state"]): readonly TableProgress[] {
  return tables.filter((one) => one.state === state);
}

function toNarrowed(
  by: RowSource,
  [least, most]: readonly [bigint, bigint],
  total: bigint,
  unknown = most - least,
): CountedRows | undefined {
  const pointsOff = Math.ceil(SIZES_OFF + Number((50n * unknown) / total));
  return pointsOff > MOST_OFF ? undefined : { by, done: (least + most) / 2n, total, pointsOff };
}

/** Rows by the statistics of both sides; undefined if a table being copied has none, or Vitess has counted more. */
export function countByStatistics({ tables, reading, whole, counted }: CopyToCount): CountedRows | undefined {
  const copied = new Map(reading.tableCopy.map(({ table, rowsCopied }) => [table, rowsCopied]));
  let done = 0n;
  let all: bigint | undefined = 0n;
  for (const { table, state } of tables) {
    const [here = 0n, known] = [copied.get(table), whole.get(table)];
    if (state === "copying" && here === 0n) return undefined;
    if (state === "done" && known === undefined) return undefined;
    const there = state === "copying" && known !== undefined ? stretch(known, here) : known;
    done += state === "done" ? (known ?? 0n) : state === "copying" ? here : 0n;
    all = all === undefined || there === undefined ? undefined : all + there;
  }
  if (counted > done) return undefined;
  return { by: "statistics", done, pointsOff: STATISTICS_OFF, ...(all === undefined ? {} : { total: all }) };
}

/** An estimate that is a little smaller than what is there becomes that; one that is much smaller is none. */
function stretch(known: bigint, here: bigint): bigint | undefined {
  return here > known + known / PARTS_LARGER ? undefined : pickLarger(known, here);
}

/** True when the target's statistics changed recently: those from MySQL's cache stand still for a day or jump once. */
export function areStatisticsLive(samples: readonly Sample[], now: Instant): boolean {
  const recent = samples.filter((sample) => now - sample.at <= LIVE_WITHIN_MS && sample.statistics !== undefined);
  return new Set(recent.map(({ statistics }) => statistics)).size > 2;
}

function sumWhole(tables: readonly TableProgress[], whole: ReadonlyMap<TableName, bigint>): bigint | undefined {
  const rows = tables.flatMap(({ table }) => whole.get(table) ?? []);
  return rows.length < tables.length ? undefined : sumBigints(rows);
}

/** Rows by table. */
export function indexRows(counts: readonly RowCount[]): ReadonlyMap<TableName, bigint> {
  return new Map(counts.map(({ table, rows }) => [table, rows]));
}

export function pickLarger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function pickSmaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

export function sumBigints(numbers: readonly bigint[]): bigint {
  return numbers.reduce((sum, one) => sum + one, 0n);
}
