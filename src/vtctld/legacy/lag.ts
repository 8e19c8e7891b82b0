import type { Lag } from "../../core/readings/lag.ts";
import type { Instant, Stream } from "../../core/readings/readings.ts";
import { hasReached } from "./positions.ts";

/** Positions of sources' primaries by {@link sourceOf}, read before the streams were. */
export type SourcePositions = ReadonlyMap<string, string>;

/**
 * The lag of a workflow from its streams alone, for releases that do not tell it. A stream that still copies, or never ran, has none. `time_updated`
 * cannot tell an idle source from a late stream, because heartbeats and late transactions both move it. So the age of the last transaction counts,
 * unless the stream has everything that its source had: then it is the age of the last sign of life. That is never too small; it is too large where
 * the source's position could not be read.
 */
export function lagOf(streams: readonly Stream[], positions: SourcePositions, now: Instant): Lag {
  if (streams.length === 0 || streams.some(hasNoLag)) return { kind: "copying" };
  return { kind: "seconds", value: Math.max(...streams.map((stream) => secondsBehind(stream, positions, now))) };
}

function hasNoLag({ state, copyStates, position, updatedAt }: Stream): boolean {
  return state === "Copying" || copyStates.length > 0 || position === "" || updatedAt === undefined;
}

/** The shard that a stream reads from. */
export function sourceOf({ sourceKeyspace, sourceShard }: Pick<Stream, "sourceKeyspace" | "sourceShard">): string {
  return `${sourceKeyspace}/${sourceShard}`;
}

function secondsBehind(stream: Stream, positions: SourcePositions, now: Instant): number {
  const { position, transactionAt, updatedAt = 0 } = stream;
  const goal = positions.get(sourceOf(stream));
  const isCaughtUp = transactionAt === undefined || (goal !== undefined && hasReached(position, goal));
  return Math.max(0, Math.floor((now - (isCaughtUp ? updatedAt : transactionAt)) / 1000));
}

/** True when only the source's position can tell whether these streams are late: a transaction older than this many milliseconds. */
export function needsPositions(streams: readonly Stream[], now: Instant): boolean {
  return streams.some((stream) => !hasNoLag(stream) && stream.transactionAt !== undefined && now - stream.transactionAt > FRESH);
}

// Under the lowest lag limit that anybody sets.
const FRESH = 2_000;
