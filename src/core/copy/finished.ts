import type { Instant } from "../readings/readings.ts";
import type { WorkflowName } from "../vitess/names.ts";
import { dropEarlierCopies, readCounted, type TimeRange, type Sample } from "./samples.ts";
import { measureThrottledShare } from "./throttled.ts";

/** A finished copy: what people read of its end beforehand, and what came. */
export interface FinishedCopy {
  readonly workflow: WorkflowName;
  /** When it was first seen to copy, and first seen not to. */
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  /** Rows that were there at the last reading that counted them; absent where none did. */
  readonly rows?: bigint;
  /** The estimate that stood on the card after a tenth of the time; absent where there was none yet. */
  readonly estimate?: TimeRange;
  /** Readings after that tenth with an estimate, and how many of their ranges held the end. */
  readonly told: number;
  readonly held: number;
  /** The share of the time in which it was throttled, 0 to 1. */
  readonly throttled: number;
}

/** From here on a copy has been seen long enough for its estimate to count. */
const COUNTS_FROM = 0.1;
/** Nobody looked for longer than this: when the copy ended is not known. */
const END_SEEN_WITHIN_MS = 120_000;

/** The record of a copy that ended between the last of its samples and this moment; undefined if nobody saw it, or saw when. */
export function recordCopy(workflow: WorkflowName, samples: readonly Sample[], finishedAt: Instant): FinishedCopy | undefined {
  const own = dropEarlierCopies(samples);
  const [first, last] = [own[0], own.at(-1)];
  if (first === undefined || last === undefined || finishedAt - last.at > END_SEEN_WITHIN_MS) return undefined;
  const counts = first.at + (finishedAt - first.at) * COUNTS_FROM;
  const ranges = own.flatMap(({ at, ready }) => (at < counts || ready === undefined ? [] : [ready]));
  const rows = own.map(readCounted).findLast((counted) => counted !== undefined)?.done;
  return {
    workflow,
    startedAt: first.at,
    finishedAt,
    ...(rows === undefined ? {} : { rows }),
    ...(ranges[0] === undefined ? {} : { estimate: ranges[0] }),
    told: ranges.length,
    held: ranges.filter((range) => holds(range, finishedAt)).length,
    throttled: measureThrottledShare(own),
  };
}

/** As many as people can remember; older ones tell little of today's load. */
const LAST = 6;

/** How many of the last estimates held; undefined before there was one. */
export function judgeEstimates(copies: readonly FinishedCopy[]): { readonly of: number; readonly held: number } | undefined {
  const estimated = selectNewest(copies).flatMap(({ estimate, finishedAt }) =>
    estimate === undefined ? [] : [holds(estimate, finishedAt)],
  );
  const last = estimated.slice(0, LAST);
  return last.length === 0 ? undefined : { of: last.length, held: last.filter(Boolean).length };
}

/** How fast the last copies were, in rows a millisecond, with all that follows the last row. */
export function listEarlierRates(copies: readonly FinishedCopy[]): readonly number[] {
  return selectNewest(copies)
    .flatMap(({ rows = 0n, startedAt, finishedAt }) =>
      finishedAt - startedAt < TELLS_FROM_MS || rows === 0n ? [] : [Number(rows) / (finishedAt - startedAt)],
    )
    .slice(0, LAST);
}

/** A shorter copy is mostly its beginning and its end. */
const TELLS_FROM_MS = 10_000;

function selectNewest(copies: readonly FinishedCopy[]): readonly FinishedCopy[] {
  return copies.toSorted((a, b) => b.finishedAt - a.finishedAt);
}

function holds({ from, to }: TimeRange, at: Instant): boolean {
  return from <= at && at <= to;
}
