import { isCopying } from "../state/phase.ts";
import type { CopyState, Instant, Reading, Stream, TableCopy, TableSize, Workflow } from "../readings.ts";
import type { Sample } from "./samples.ts";

export type TableState = "waiting" | "copying" | "done";

export interface TableProgress {
  readonly table: string;
  readonly state: TableState;
  /** 0 to 1; an estimate unless the table is waiting or done. */
  readonly fraction: number;
}

/** How far a copy is. Every number that Vitess estimates stays an estimate here. */
export interface Progress {
  readonly tables: readonly TableProgress[];
  readonly tablesDone: number;
  /** 0 to 99 while anything is left; 100 only when no stream has a table left to copy. */
  readonly percent: number;
  readonly rowsDone: bigint;
  readonly rowsTotal: bigint;
  readonly bytesDone: bigint;
  readonly bytesTotal: bigint;
  /** Since when no signal at all has moved; absent while something moves. */
  readonly stillSince?: Instant;
  readonly rowsPerSecond?: number;
  /** Absent: cannot say yet. */
  readonly eta?: { readonly fromMs: number; readonly toMs: number };
}

/** Work is counted in ten-thousandths of the whole move. */
export const WHOLE = 10_000;
/** A rate needs at least this much history, else it is noise. */
const RATE_NEEDS_MS = 5_000;
/** Older history no longer speaks for the speed of now. */
const RATE_WINDOW_MS = 120_000;
/** Copies slow down and speed up by table and by throttling: an ETA is a range this wide. */
const ETA_SPREAD = { early: 0.8, late: 1.4 };

/**
 * The copy's progress at a reading. Vitess's own rows and bytes can stand still for the whole copy (vitess.md, 23.0.3 item 6), so
 * each table weighs its bytes at the source, a finished table counts whole, and the one being copied counts by whichever of its
 * signals is furthest: the stream's row count, the target's row statistics, the last key copied. Never falls back below the
 * newest sample: statistics jump, work done does not.
 */
export function progressOf(reading: Reading, sizes: readonly TableSize[], samples: readonly Sample[]): Progress | undefined {
  const { workflow } = reading;
  if (workflow === undefined || workflow.streams.length === 0) return undefined;
  const lookup = lookupOf(workflow, sizes, reading.tableCopy);
  const tables = tableNames(workflow).map((table) => tableProgress(table, lookup));
  const copying = isCopying(workflow);
  const last = samples.at(-1);
  const done = copying ? Math.min(Math.max(workDone(tables, sizes), last?.done ?? 0), WHOLE * 0.99) : WHOLE;
  const rowsTotal = total(sizes.map((size) => size.rows));
  const bytesTotal = total(sizes.map((size) => size.bytes));
  return {
    tables,
    tablesDone: tables.filter((table) => table.state === "done").length,
    percent: Math.floor(done / (WHOLE / 100)),
    rowsDone: part(rowsTotal, done),
    rowsTotal,
    bytesDone: part(bytesTotal, done),
    bytesTotal,
    ...stillness(samples, copying),
    ...pace(samples, done, rowsTotal, reading.at, copying),
  };
}

/** The sample that this reading adds to the history. */
export function sampleOf(
  reading: Reading,
  sizes: readonly TableSize[],
  samples: readonly Sample[],
  throttled: boolean,
): Sample | undefined {
  const progress = progressOf(reading, sizes, samples);
  const { workflow } = reading;
  if (progress === undefined || workflow === undefined) return undefined;
  const done = Math.max(workDone(progress.tables, sizes), samples.at(-1)?.done ?? 0);
  return {
    at: reading.at,
    done: isCopying(workflow) ? Math.min(done, WHOLE * 0.99) : WHOLE,
    rowsCopied: total(workflow.streams.map((stream) => stream.rowsCopied)),
    tablesDone: progress.tablesDone,
    keys: digest(workflow.streams.flatMap((stream) => stream.copyStates.map((state) => `${stream.id}:${state.table}:${state.lastPk}`))),
    throttled,
  };
}

function tableNames(workflow: Workflow): readonly string[] {
  return [...new Set(workflow.streams.flatMap((stream) => stream.tables))].toSorted();
}

/** What is looked up for every table: built once, because 500 tables times 20 streams times a search each blocks for seconds. */
interface Lookup {
  readonly sizes: ReadonlyMap<string, TableSize>;
  readonly copies: ReadonlyMap<string, TableCopy>;
  /** The streams that carry a table. */
  readonly streams: ReadonlyMap<string, readonly StreamLookup[]>;
}

interface StreamLookup {
  readonly stream: Stream;
  readonly left: ReadonlyMap<string, CopyState>;
  /** Rows at the source of the tables that this stream has finished. */
  readonly finishedRows: bigint;
}

function lookupOf(workflow: Workflow, sizes: readonly TableSize[], copies: readonly TableCopy[]): Lookup {
  const bySize = new Map(sizes.map((size) => [size.table, size]));
  const streams = new Map<string, StreamLookup[]>();
  for (const stream of workflow.streams) {
    const left = new Map(stream.copyStates.map((state) => [state.table, state]));
    const finished = [...new Set(stream.tables)].filter((table) => !left.has(table));
    const lookup = { stream, left, finishedRows: total(finished.map((table) => bySize.get(table)?.rows ?? 0n)) };
    for (const table of new Set(stream.tables)) {
      const those = streams.get(table);
      if (those === undefined) streams.set(table, [lookup]);
      else those.push(lookup);
    }
  }
  return { sizes: bySize, copies: new Map(copies.map((copy) => [copy.table, copy])), streams };
}

function tableProgress(table: string, lookup: Lookup): TableProgress {
  const streams = lookup.streams.get(table) ?? [];
  const fractions = streams.map((stream) => streamFraction(table, stream, streams.length, lookup));
  if (fractions.every((fraction) => fraction === 1)) return { table, state: "done", fraction: 1 };
  const fraction = fractions.reduce((sum, one) => sum + one, 0) / Math.max(fractions.length, 1);
  const begun = streams.some(({ left }) => (left.get(table)?.lastPk ?? "") !== "");
  return { table, state: begun || fraction > 0 ? "copying" : "waiting", fraction };
}

/** How much of a table one stream has copied: 1 once Vitess dropped it from the stream's copy states. */
function streamFraction(table: string, { stream, left, finishedRows }: StreamLookup, streams: number, { sizes, copies }: Lookup): number {
  const state = left.get(table);
  // Before a stream has a position it has copied nothing, and Vitess has not yet listed what is left.
  if (state === undefined) return stream.position === "" ? 0 : 1;
  if (state.lastPk === "") return 0;
  const rows = sizes.get(table)?.rows ?? 0n;
  const signals = [byKey(state, rows), byRows(stream.rowsCopied, finishedRows, rows, streams), byStatistics(copies.get(table))];
  return Math.min(Math.max(...signals), 0.99);
}

/**
 * The last key against the number of rows: right for keys that count up from 1, which is most of them; too far ahead where keys have
 * gaps (the cap holds it), useless for other keys (then 0, and another signal speaks).
 */
function byKey(state: CopyState, rows: bigint): number {
  const match = /rows:\{lengths:\d+ values:"(\d{1,18})"\}/.exec(state.lastPk);
  if (match?.[1] === undefined || rows === 0n) return 0;
  return ratio(BigInt(match[1]), rows);
}

/** The stream's own count, less the tables it has finished: it jumps when a table is done, every 30 s in long copies. */
function byRows(rowsCopied: bigint, finishedRows: bigint, tableRows: bigint, streams: number): number {
  const rows = tableRows / BigInt(streams);
  const own = rowsCopied - finishedRows / BigInt(streams);
  return rows === 0n || own <= 0n ? 0 : ratio(own, rows);
}

function byStatistics(copy: TableCopy | undefined): number {
  return copy === undefined || copy.rowsTotal === 0n ? 0 : ratio(copy.rowsCopied, copy.rowsTotal);
}

/** Work done by weight: a table's bytes at the source; equal weights where no size is known. */
function workDone(tables: readonly TableProgress[], sizes: readonly TableSize[]): number {
  const bytes = new Map(sizes.map((size) => [size.table, Number(size.bytes)]));
  const weight = (table: string): number => bytes.get(table) || 1;
  const whole = tables.reduce((sum, { table }) => sum + weight(table), 0);
  const done = tables.reduce((sum, { table, fraction }) => sum + weight(table) * fraction, 0);
  return whole === 0 ? 0 : Math.floor((done / whole) * WHOLE);
}

function stillness(samples: readonly Sample[], copying: boolean): { stillSince?: Instant } {
  const last = samples.at(-1);
  if (last === undefined || !copying) return {};
  const moved = samples.findLastIndex(
    (sample) => sample.keys !== last.keys || sample.rowsCopied !== last.rowsCopied || sample.done !== last.done,
  );
  const since = samples[moved + 1]?.at;
  return since === undefined || since === last.at ? {} : { stillSince: since };
}

function pace(
  samples: readonly Sample[],
  done: number,
  rowsTotal: bigint,
  now: Instant,
  copying: boolean,
): Pick<Progress, "rowsPerSecond" | "eta"> {
  const first = samples.find((sample) => now - sample.at <= RATE_WINDOW_MS);
  if (!copying || first === undefined || now - first.at < RATE_NEEDS_MS || done <= first.done) return {};
  const perMs = (done - first.done) / (now - first.at);
  const leftMs = (WHOLE - done) / perMs;
  return {
    rowsPerSecond: Math.round((Number(rowsTotal) * perMs * 1000) / WHOLE),
    eta: { fromMs: leftMs * ETA_SPREAD.early, toMs: leftMs * ETA_SPREAD.late },
  };
}

function ratio(part_: bigint, whole: bigint): number {
  return Math.min(Number((part_ * 10_000n) / whole) / 10_000, 1);
}

function part(whole: bigint, done: number): bigint {
  return (whole * BigInt(Math.floor(done))) / BigInt(WHOLE);
}

function total(numbers: readonly bigint[]): bigint {
  return numbers.reduce((sum, one) => sum + one, 0n);
}

/** FNV-1a over the texts: enough to see that something changed, and keeps row data out of the history. */
function digest(texts: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const char of texts.toSorted().join("\n")) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(16);
}
