import type { Stream } from "../cluster/streams.ts";

/** True once a stream has streamed: heartbeats give it a time even without writes. A reverse workflow has a position before it starts. */
function hasStreamed(stream: Stream): boolean {
  const started = stream.logs.some((log) => log.type === "State Changed");
  return started && stream.position !== undefined && stream.copyStates.length === 0;
}

/** Seconds by which a stream's transactions are behind, as 13 to 17 count them; if it never streamed, the seconds since 1970. */
export function computeLegacyLag(stream: Stream, now: number): number {
  if (stream.forcedLag !== undefined) return stream.forcedLag;
  const at = Math.floor(now / 1000);
  const last = Math.max(stream.transactionTimestamp, hasStreamed(stream) ? stream.timeUpdated : 0);
  return at - last;
}

/** The lag of a copying stream in the JSON of `Workflow show`. */
export const lagWhileCopyingText = "9223372036854775807";
