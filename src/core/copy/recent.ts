import type { Instant, Reading, Stream, Workflow } from "../readings/readings.ts";
import type { CopyPoint, RecentCopy, HeldBack } from "../readings/recent-copy.ts";
import { findRecentThrottle, THROTTLE_IS_NEWS_MS } from "../move/phase.ts";
import { RATE_NEEDS_MS } from "./pace.ts";
import { deriveTableStates } from "./tables.ts";

/** Points this far apart and up to this age, so that a reading keeps few of them. */
const ROWS_EVERY_MS = 60_000;
const ROWS_FOR_MS = 5 * 60_000;
/** A copy is at one table a stream; of more tables than this only some have a rate. */
const MOST_COPYING = 50;
const MOST_READINGS = 30;

/** What a reading of this workflow recalls of those before it: rows some minutes ago, and what the throttler held back. */
export function carryRecent(workflow: Workflow, previous: Reading | undefined): RecentCopy {
  return {
    points: previous === undefined ? [] : carryPoints(previous),
    heldBack: workflow.streams.flatMap((stream) => carryHeldBack(stream, previous)),
  };
}

function carryPoints({ at, rowCounts, workflow, recent }: Reading): readonly CopyPoint[] {
  const known = (recent?.points ?? []).filter((point) => at - point.at <= ROWS_FOR_MS);
  const last = known.at(-1);
  if (workflow === undefined || rowCounts === undefined || rowCounts.target.length === 0) return known;
  if (last !== undefined && rowCounts.at - last.at < ROWS_EVERY_MS) return known;
  const copying = new Set(deriveTableStates(workflow).flatMap(({ table, state }) => (state === "copying" ? [table] : [])));
  const tables = rowCounts.target.filter(({ table }) => copying.has(table)).slice(0, MOST_COPYING);
  return [...known, { at: rowCounts.at, tables, shards: rowCounts.shards ?? [] }];
}

/** Held back since the reading before if the time that Vitess tells has moved: no clock but Vitess's own is needed for that. */
function carryHeldBack(stream: Stream, previous: Reading | undefined): readonly HeldBack[] {
  const { shard, id: streamId, throttle } = stream;
  const before = previous?.workflow?.streams.find((one) => one.shard === shard && one.id === streamId);
  const known = previous?.recent?.heldBack.find((one) => one.shard === shard && one.streamId === streamId)?.parts ?? [];
  if (previous === undefined || before === undefined) return [];
  const isNew = throttle !== undefined && throttle.at > (before.throttle?.at ?? previous.at - THROTTLE_IS_NEWS_MS);
  return [{ shard, streamId, parts: [...known, isNew ? throttle.component : ""].slice(-MOST_READINGS) }];
}

/** True if a stream was held back since the reading before, or in the last minute if this is the first. */
export function isHeldBack({ workflow, recent, at }: Reading): boolean {
  if (recent === undefined || recent.heldBack.length === 0) return workflow !== undefined && findRecentThrottle(workflow, at) !== undefined;
  return recent.heldBack.some(({ parts }) => (parts.at(-1) ?? "") !== "");
}

/** Which parts were held back, and how many times each, most first. */
export function countHeldBack(parts: readonly string[]): readonly { readonly component: string; readonly times: number }[] {
  const names = [...new Set(parts)].filter((name) => name !== "");
  return names
    .map((component) => ({ component, times: parts.filter((one) => one === component).length }))
    .toSorted((a, b) => b.times - a.times);
}

/** Rows a second since the oldest of the points that tell; undefined where none does, or a recount took rows back. */
export function measureRecentRate(
  points: readonly CopyPoint[],
  read: (point: CopyPoint) => bigint | undefined,
  now: { readonly at: Instant; readonly rows: bigint },
): number | undefined {
  const told = points.flatMap((point) => {
    const rows = read(point);
    return rows === undefined ? [] : [{ at: point.at, rows }];
  });
  const [first] = told;
  if (first === undefined || now.at - first.at < RATE_NEEDS_MS || now.rows < first.rows) return undefined;
  return Math.round((Number(now.rows - first.rows) * 1000) / (now.at - first.at));
}
