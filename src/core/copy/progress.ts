import { isCopying } from "../move/phase.ts";
import type { Instant, Reading, TableSize } from "../readings/readings.ts";
import type { KeyBuild } from "../readings/recent-copy.ts";
import { areAllBuildingKeys, areOnlyKeysLeft, countRowsThere, selectKeyBuilds } from "./key-builds.ts";
import { measurePace, type CopyPace } from "./pace.ts";
import { type CopyToCount, countByCounters, countByStatistics, type CountedRows, findWhole, sumBigints } from "./row-sources.ts";
import { chooseRows, computePercent, keepRising } from "./rows.ts";
import { listEarlierRates, type FinishedCopy } from "./finished.ts";
import { dropEarlierCopies, type Sample } from "./samples.ts";
import { deriveTableStates, sumDone, type TableProgress } from "./tables.ts";

/** How far a copy is: what Tandem knows, without guesses. */
export interface Progress extends CopyPace {
  readonly tables: readonly TableProgress[];
  readonly tablesDone: number;
  /** By the source that can be least wrong. */
  readonly rows?: CountedRows;
  /** What Vitess itself has counted: it stands still while a table is copied, so it is a lower bound. 0 means nothing. */
  readonly counted: bigint;
  /** Share of rows done. Never falls; 0 to 99 while anything is left, absent when unknown; 100 only when no stream has a table left. */
  readonly percent?: number;
  /** Since when nothing at all has changed; absent while something does, or keys are built, which changes nothing else. */
  readonly stillSince?: Instant;
  /** Tables whose rows are there and whose secondary keys Vitess is building. */
  readonly keyBuilds: readonly KeyBuild[];
  /** All rows are there, and nothing is left but these keys. */
  readonly isAtKeys: boolean;
}

/** The rate covers rows only. What follows the last row, above all building secondary keys, can take longer than all rows. */
export const ROWS_ARE_THERE = 99;

/** Progress over tables is counted in ten-thousandths of the whole. */
const WHOLE_COPY = 10_000;

/**
 * The copy's progress at a reading. With MySQL's default settings none of Vitess's numbers changes while a table is copied, and the last
 * key does not tell how many rows precede it (docs/facts/streams-and-copy.md#numbers-stand-still). Tandem always knows which tables are
 * done. Rows, a percentage and an ETA come from whatever can be least wrong: InnoDB's counters; Vitess's count while it grows; finished
 * tables, where the others are small; the statistics, while Tandem sees these change and Vitess's own count does not contradict them.
 * `earlier` copies between the same keyspaces help to estimate the end in the first minutes.
 */
export function computeProgress(
  reading: Reading,
  sizes: readonly TableSize[],
  samples: readonly Sample[],
  earlier: readonly FinishedCopy[] = [],
): Progress | undefined {
  const { workflow } = reading;
  if (workflow === undefined || workflow.streams.length === 0) return undefined;
  const tables = deriveTableStates(workflow);
  const copying = isCopying(workflow);
  const counted = sumBigints(workflow.streams.map((stream) => stream.rowsCopied));
  const tablesDone = sumDone(tables);
  const history = dropEarlierCopies(samples);
  const whole = findWhole(reading, sizes);
  const rows = copying
    ? keepRising(chooseRows({ tables: countRowsThere(tables, reading), reading, whole, counted, samples: history }), history)
    : undefined;
  const keyBuilds = selectKeyBuilds(reading);
  const isAtKeys = areOnlyKeysLeft(workflow, keyBuilds);
  const { percent } = copying ? tellPercent(reading, rows, history) : { percent: 100 };
  const { eta, ...pace } = measurePace(history, rows, reading.at, listEarlierRates(earlier));
  return {
    tables,
    tablesDone,
    counted,
    ...(rows === undefined ? {} : { rows }),
    ...(percent === undefined ? {} : { percent }),
    ...findStillness(samples, copying && !areAllBuildingKeys(workflow, keyBuilds)),
    ...pace,
    keyBuilds,
    isAtKeys,
    ...(eta === undefined || (percent ?? 0) >= ROWS_ARE_THERE ? {} : { eta }),
  };
}

/** Vitess itself says that all rows are there once it builds the last keys. */
function tellPercent(reading: Reading, rows: CountedRows | undefined, samples: readonly Sample[]): { percent?: number } {
  const isAtKeys = reading.workflow !== undefined && areOnlyKeysLeft(reading.workflow, selectKeyBuilds(reading));
  return isAtKeys ? { percent: ROWS_ARE_THERE } : computePercent(rows, samples);
}

/** The sample that this reading adds to the history. It carries on what people have read: the history forgets old samples. */
export function takeSample(
  reading: Reading,
  sizes: readonly TableSize[],
  samples: readonly Sample[],
  throttled: boolean,
): Sample | undefined {
  const { workflow } = reading;
  if (workflow === undefined || workflow.streams.length === 0) return undefined;
  const tables = deriveTableStates(workflow);
  const tablesDone = sumDone(tables);
  const rowsCopied = sumBigints(workflow.streams.map((stream) => stream.rowsCopied));
  const history = tablesDone < (samples.at(-1)?.tablesDone ?? 0) ? [] : dropEarlierCopies(samples);
  const sample: Sample = {
    at: reading.at,
    done: Math.floor((tablesDone * WHOLE_COPY) / Math.max(tables.length, 1)),
    rowsCopied,
    tablesDone,
    keys: hashTexts(workflow.streams.flatMap((stream) => stream.copyStates.map((state) => `${stream.id}:${state.table}:${state.lastPk}`))),
    throttled,
    statistics: sumBigints(reading.tableCopy.map((copy) => copy.rowsCopied)),
  };
  if (!isCopying(workflow)) return sample;
  const copy = {
    tables: countRowsThere(tables, reading),
    reading,
    whole: findWhole(reading, sizes),
    counted: rowsCopied,
    samples: [...history, sample],
  };
  return { ...sample, ...keepCounts(copy, history) };
}

/** What people read of the rows, and what the statistics say even while nobody knows whether they move. */
function keepCounts(copy: CopyToCount, history: readonly Sample[]): Pick<Sample, "rowsDone" | "by" | "inferred" | "percent"> {
  const rows = keepRising(chooseRows(copy), history);
  const counters = keepRising(countByCounters(copy), history);
  const kept = counters ?? countByStatistics(copy);
  return {
    ...(kept === undefined ? {} : { rowsDone: kept.done, by: counters === undefined ? "statistics" : "counters" }),
    ...(rows?.by === "vitess" || rows?.by === "tables" ? { inferred: { by: rows.by, done: rows.done } } : {}),
    ...tellPercent(copy.reading, rows, history),
  };
}

/** A sample with what people read of the copy's end. */
export function noteEstimate(sample: Sample, { eta }: Pick<Progress, "eta">): Sample {
  return eta === undefined
    ? sample
    : { ...sample, ready: { from: sample.at + Math.round(eta.fromMs), to: sample.at + Math.round(eta.toMs) } };
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

/** FNV-1a over the texts: enough to detect a change, and keeps row data out of the history. */
function hashTexts(texts: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const char of texts.toSorted().join("\n")) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(16);
}
