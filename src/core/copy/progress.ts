import { type TableName, isTableName } from "../vitess/names.ts";
import { isCopying } from "../move/phase.ts";
import type { Instant, Reading, TableCopy, TableSize, Workflow } from "../readings/readings.ts";
import type { Sample } from "./samples.ts";

export type TableState = "waiting" | "copying" | "done";

export interface TableProgress {
  readonly table: TableName;
  readonly state: TableState;
}

/** How far a copy is: what Tandem knows, without guesses. */
export interface Progress {
  readonly tables: readonly TableProgress[];
  readonly tablesDone: number;
  /**
   * From MySQL's statistics of both sides, and only while the target's are seen to change. `total` is absent where it is unknown or smaller
   * than what has already been copied.
   */
  readonly rows?: { readonly done: bigint; readonly total?: bigint };
  /** What Vitess itself has counted: it stands still while a table is copied, so it is a lower bound. 0 means nothing. */
  readonly counted: bigint;
  /** Share of rows done. 0 to 99 while anything is left, absent when unknown; 100 only when no stream has a table left. */
  readonly percent?: number;
  /** Since when nothing at all has changed; absent while something does. */
  readonly stillSince?: Instant;
  readonly rowsPerSecond?: number;
  /** Absent when Tandem cannot tell. */
  readonly eta?: { readonly fromMs: number; readonly toMs: number };
}

/** Progress over tables is counted in ten-thousandths of the whole. */
const WHOLE_COPY = 10_000;
/** Statistics unchanged for this long come from MySQL's cache, which lasts a day. */
const LIVE_WITHIN_MS = 60_000;
/** A rate needs at least this much history; anything less is noise. */
const RATE_NEEDS_MS = 5_000;
/** Older history no longer tells the current speed. */
const RATE_WINDOW_MS = 120_000;
/** A copy's speed varies by table and with throttling, so an ETA is a range this wide. */
const ETA_SPREAD = { early: 0.8, late: 1.4 };

/**
 * The copy's progress at a reading. With MySQL's default settings none of Vitess's numbers changes while a table is copied, and the last
 * key does not tell how many rows precede it (docs/facts/streams-and-copy.md#numbers-stand-still). Tandem always knows which tables are
 * done; it gives rows, a percentage and an ETA only while it sees the statistics change and Vitess's own count does not contradict them.
 */
export function computeProgress(reading: Reading, sizes: readonly TableSize[], samples: readonly Sample[]): Progress | undefined {
  const { workflow } = reading;
  if (workflow === undefined || workflow.streams.length === 0) return undefined;
  const tables = deriveTableStates(workflow);
  const copying = isCopying(workflow);
  const counted = sumBigints(workflow.streams.map((stream) => stream.rowsCopied));
  const rows = copying && areStatisticsLive(samples, reading.at) ? countRows(tables, reading.tableCopy, sizes, counted) : undefined;
  return {
    tables,
    tablesDone: sumDone(tables),
    counted,
    ...(rows === undefined ? {} : { rows }),
    ...(copying ? computePercent(rows) : { percent: 100 }),
    ...findStillness(samples, copying),
    ...measurePace(samples, rows, reading.at),
  };
}

/** The sample that this reading adds to the history. */
export function takeSample(reading: Reading, sizes: readonly TableSize[], throttled: boolean): Sample | undefined {
  const { workflow } = reading;
  if (workflow === undefined || workflow.streams.length === 0) return undefined;
  const tables = deriveTableStates(workflow);
  const tablesDone = sumDone(tables);
  const rowsCopied = sumBigints(workflow.streams.map((stream) => stream.rowsCopied));
  const rows = isCopying(workflow) ? countRows(tables, reading.tableCopy, sizes, rowsCopied) : undefined;
  return {
    at: reading.at,
    done: Math.floor((tablesDone * WHOLE_COPY) / Math.max(tables.length, 1)),
    rowsCopied,
    tablesDone,
    keys: hashTexts(workflow.streams.flatMap((stream) => stream.copyStates.map((state) => `${stream.id}:${state.table}:${state.lastPk}`))),
    throttled,
    statistics: sumBigints(reading.tableCopy.map((copy) => copy.rowsCopied)),
    ...(rows === undefined ? {} : { rowsDone: rows.done }),
  };
}

/** Built once for all tables: searching 500 tables times 20 streams one by one blocks for seconds. */
function deriveTableStates(workflow: Workflow): readonly TableProgress[] {
  const states = new Map<TableName, Set<TableState>>();
  for (const stream of workflow.streams) {
    const left = new Map(stream.copyStates.map((state) => [state.table, state]));
    for (const table of stream.tables.filter(isTableName)) {
      const state = left.get(table);
      const known = states.get(table) ?? new Set();
      // Before a stream has a position it has copied nothing, and Vitess has not yet listed what is left.
      known.add(state === undefined ? (stream.position === "" ? "waiting" : "done") : state.lastPk === "" ? "waiting" : "copying");
      states.set(table, known);
    }
  }
  return [...states].map(([table, known]) => ({ table, state: combineStates(known) })).toSorted((a, b) => (a.table < b.table ? -1 : 1));
}

/** A table that is done in one shard and waiting in another has some rows, so it counts as copying. */
function combineStates(states: ReadonlySet<TableState>): TableState {
  const [only] = states;
  return states.size === 1 && only !== undefined ? only : "copying";
}

function sumDone(tables: readonly TableProgress[]): number {
  return tables.filter((table) => table.state === "done").length;
}

/** True when the target's statistics changed recently: those from MySQL's cache stand still for a day or jump once. */
function areStatisticsLive(samples: readonly Sample[], now: Instant): boolean {
  const recent = samples.filter((sample) => now - sample.at <= LIVE_WITHIN_MS && sample.statistics !== undefined);
  return new Set(recent.map(({ statistics }) => statistics)).size > 2;
}

/** Rows by the statistics of both sides; undefined if a table being copied has none, or Vitess has counted more. */
function countRows(
  tables: readonly TableProgress[],
  copies: readonly TableCopy[],
  sizes: readonly TableSize[],
  counted: bigint,
): Progress["rows"] | undefined {
  const bySize = new Map(sizes.map((size) => [size.table, size.rows]));
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
  return all === undefined ? { done } : { done, total: all };
}

function computePercent(rows: Progress["rows"] | undefined): { percent?: number } {
  if (rows?.total === undefined || rows.total === 0n) return {};
  return { percent: Math.min(Number((rows.done * 100n) / rows.total), 99) };
}

function findStillness(samples: readonly Sample[], copying: boolean): { stillSince?: Instant } {
  const last = samples.at(-1);
  if (last === undefined || !copying) return {};
  const moved = samples.findLastIndex(
    (sample) =>
      sample.keys !== last.keys ||
      sample.rowsCopied !== last.rowsCopied ||
      sample.done !== last.done ||
      sample.statistics !== last.statistics,
  );
  const since = samples[moved + 1]?.at;
  return since === undefined || since === last.at ? {} : { stillSince: since };
}

function measurePace(
  samples: readonly Sample[],
  rows: Progress["rows"] | undefined,
  now: Instant,
): Pick<Progress, "rowsPerSecond" | "eta"> {
  const first = samples.find((sample) => now - sample.at <= RATE_WINDOW_MS && sample.rowsDone !== undefined);
  if (rows === undefined || first?.rowsDone === undefined) return {};
  const perMs = Number(rows.done - first.rowsDone) / (now - first.at);
  if (now - first.at < RATE_NEEDS_MS || perMs <= 0) return {};
  const rowsPerSecond = Math.round(perMs * 1000);
  if (rows.total === undefined) return { rowsPerSecond };
  const leftMs = Number(rows.total - rows.done) / perMs;
  return { rowsPerSecond, eta: { fromMs: leftMs * ETA_SPREAD.early, toMs: leftMs * ETA_SPREAD.late } };
}

function pickLarger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function sumBigints(numbers: readonly bigint[]): bigint {
  return numbers.reduce((sum, one) => sum + one, 0n);
}

/** FNV-1a over the texts: enough to detect a change, and keeps row data out of the history. */
function hashTexts(texts: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const char of texts.toSorted().join("\n")) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(16);
}
