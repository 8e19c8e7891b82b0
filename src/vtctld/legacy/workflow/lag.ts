import type { Lag } from "../../../core/readings/lag.ts";
import type { Instant, Stream } from "../../../core/readings/readings.ts";
import { hasReached } from "./positions.ts";

/** Positions of the sources' primaries by {@link formatSourceShard}, read before the streams. */
export type SourcePositions = ReadonlyMap<string, string>;

/**
 * Computes the lag of a workflow from its streams, for releases that do not report it. A stream that is copying or never ran has none.
 * `time_updated` cannot tell an idle source from a late stream, because heartbeats and late transactions both move it. So the lag is the
 * age of the last transaction, unless the stream has everything that its source had: then it is the age of the last sign of life. It is
 * never too small, and too large only if the source's position could not be read.
 */
export function measureLag(streams: readonly Stream[], positions: SourcePositions, now: Instant): Lag {
  if (streams.length === 0 || streams.some(hasNoLag)) return { kind: "copying" };
  return { kind: "seconds", value: Math.max(...streams.map((stream) => measureSecondsBehind(stream, positions, now))) };
}

function hasNoLag({ state, copyStates, position, updatedAt }: Stream): boolean {
  return state === "Copying" || copyStates.length > 0 || position === "" || updatedAt === undefined;
}

/** The shard that a stream reads from. */
export function formatSourceShard({ sourceKeyspace, sourceShard }: Pick<Stream, "sourceKeyspace" | "sourceShard">): string {
  return `${sourceKeyspace}/${sourceShard}`;
}

function measureSecondsBehind(stream: Stream, positions: SourcePositions, now: Instant): number {
  const { position, transactionAt, updatedAt = 0 } = stream;
  const goal = positions.get(formatSourceShard(stream));
  const isCaughtUp = transactionAt === undefined || (goal !== undefined && hasReached(position, goal));
  return Math.max(0, Math.floor((now - (isCaughtUp ? updatedAt : transactionAt)) / 1000));
}

/** True if these streams have an older transaction than FRESH, so that only the source's position can show whether they are late. */
export function needsPositions(streams: readonly Stream[], now: Instant): boolean {
  return streams.some((stream) => !hasNoLag(stream) && stream.transactionAt !== undefined && now - stream.transactionAt > FRESH);
}

// Below the lowest lag limit that anybody sets.
const FRESH = 2_000;
