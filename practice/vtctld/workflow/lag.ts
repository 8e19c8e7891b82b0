import type { PlacedStream } from "../cluster/workflows.ts";
import { toShownState } from "../cluster/streams.ts";

/** The lag a copying stream shows on amd64: the largest float64, cast to a number it does not fit. */
export const lagWhileCopying = "-9223372036854775808";

/** Seconds since a stream's row was last updated. */
export function updateLag(streams: readonly PlacedStream[], now: number): number {
  const ages = streams.map(({ stream }) => Math.floor(now / 1000) - stream.timeUpdated);
  return Math.max(0, ...ages);
}

/** Seconds by which the transactions of the slowest stream are behind; a quiet stream is judged by its heartbeats. */
export function computeTransactionLag(streams: readonly PlacedStream[], now: number): number {
  const at = Math.floor(now / 1000);
  const lags = streams.map(({ stream }) => {
    if (stream.forcedLag !== undefined) return stream.forcedLag;
    const behind = (stream.throttling || stream.heldBack === true) && stream.throttled?.component === "vplayer";
    const since = behind && stream.transactionTimestamp > 0 ? stream.transactionTimestamp : stream.timeUpdated;
    return at - since;
  });
  return Math.max(0, ...lags);
}

/** The lag as GetWorkflows shows it. */
export function formatTransactionLag(streams: readonly PlacedStream[], now: number): string {
  if (streams.some(({ stream }) => toShownState(stream) === "Copying")) return lagWhileCopying;
  return String(computeTransactionLag(streams, now));
}
