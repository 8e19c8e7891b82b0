import type { Instant } from "../readings/readings.ts";
import type { CountedRows } from "./row-sources.ts";
import { readCounted, type Sample } from "./samples.ts";

/** How fast a copy goes, and when it may be ready. */
export interface CopyPace {
  /** Rows a second over the last minutes. */
  readonly rowsPerSecond?: number;
  /** From now, in milliseconds. Absent when Tandem cannot tell. */
  readonly eta?: { readonly fromMs: number; readonly toMs: number };
}

const MINUTE = 60_000;
/** A copy speeds up and slows down: what one window hides another shows. */
const WINDOWS_MS = [5 * MINUTE, 30 * MINUTE, 120 * MINUTE] as const;
/** Of a copy seen for a few minutes only, the last third is the shortest window. */
const YOUNG_SHARE = 1 / 3;
/** A rate needs at least this much history; anything less is noise. */
export const RATE_NEEDS_MS = 5_000;
/** Earlier copies tell something until this much of a copy has been seen, and this share of it. */
const YOUNG_MS = 5 * MINUTE;
const YOUNG_UP_TO = 0.1;
/** How much wider than the rates themselves the range is: at the beginning of a copy, and when most of it has been seen. */
const MARGIN = { early: { young: 0.55, old: 0.08 }, late: { young: 1.4, old: 0.1 } };
/** What follows the last row, above all building secondary keys, is no row: this share of the whole may come on top. */
const TAIL = 0.28;

/** Rows done at a moment. */
interface RowsAt {
  readonly at: Instant;
  readonly done: bigint;
}

/**
 * Rate and range of a copy by its history. The range lies between the fastest and the slowest of several windows; a copy that slows down
 * counts as slowing down further. It is wide while little of the copy has been seen, and narrows from there. In the first minutes the rates of
 * earlier copies, in rows a millisecond, count like windows of this one.
 */
export function measurePace(
  samples: readonly Sample[],
  rows: CountedRows | undefined,
  now: Instant,
  earlier: readonly number[] = [],
): CopyPace {
  if (rows === undefined) return {};
  const history = samples.flatMap((sample): readonly RowsAt[] => {
    const counted = readCounted(sample);
    return counted?.by === rows.by ? [{ at: sample.at, done: counted.done }] : [];
  });
  const seenMs = now - (history[0]?.at ?? now);
  const windows = [Math.min(seenMs * YOUNG_SHARE, WINDOWS_MS[0]), ...WINDOWS_MS];
  const rates = windows.flatMap((window) => measureRate(history, rows, now - window, now));
  const own = rates[0] === undefined ? {} : { rowsPerSecond: Math.round(rates[0] * 1000) };
  const latest = rates[0] ?? pickMiddle(earlier);
  const isStill = rates.length === 0 && seenMs >= RATE_NEEDS_MS;
  if (latest === undefined || rows.total === undefined || isStill) return own;
  const left = Number(rows.total - rows.done);
  const wholeMs = seenMs + left / latest;
  const seen = seenMs / wholeMs;
  const counting = seenMs < YOUNG_MS && seen < YOUNG_UP_TO ? [...rates, ...earlier] : rates;
  if (counting.length === 0) return own;
  const trend = latest / (rates.at(-1) ?? latest);
  const fast = Math.max(...counting) * clamp(trend, 1, 1.5);
  const slow = Math.min(...counting) * clamp(trend, 0.5, 1);
  return {
    ...own,
    eta: {
      fromMs: (left / fast) * (1 - mix(MARGIN.early, seen)),
      toMs: (left / slow) * (1 + mix(MARGIN.late, seen)) + wholeMs * TAIL,
    },
  };
}

function pickMiddle(rates: readonly number[]): number | undefined {
  return rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)];
}

function mix({ young, old }: { readonly young: number; readonly old: number }, seen: number): number {
  return young + (old - young) * seen;
}

/** Rows a millisecond since a moment; nothing without enough history, or while nothing advances. */
function measureRate(seen: readonly RowsAt[], rows: CountedRows, since: Instant, now: Instant): readonly number[] {
  const first = seen.find(({ at }) => at >= since);
  if (first === undefined || now - first.at < RATE_NEEDS_MS) return [];
  const perMs = Number(rows.done - first.done) / (now - first.at);
  return perMs > 0 ? [perMs] : [];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
