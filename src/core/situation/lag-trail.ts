import type { LagPoint } from "../move/moves.ts";
import type { Instant } from "../readings/readings.ts";

/** A switch's own pause and a burst of writes make lag rise for less than this. */
const GROWS_FOR_MS = 5 * 60_000;

/** A stream that applies nothing falls behind by a second each second; this much in five minutes is a tenth of that. */
const GROWN_BY_SECONDS = 30;

/** Points this far apart, so that a record keeps few of them. */
const POINT_EVERY_MS = 60_000;

/** As many points as a chart shows. */
const KEPT_FOR_MS = 20 * POINT_EVERY_MS;

/** The lag of the last minutes, thinned; empty where it cannot be read. */
export function extendLagTrail(trail: readonly LagPoint[], seconds: number | undefined, at: Instant): readonly LagPoint[] {
  if (seconds === undefined) return [];
  const recent = trail.filter((point) => at - point.at < KEPT_FOR_MS);
  const last = recent.at(-1);
  return last !== undefined && at - last.at < POINT_EVERY_MS ? recent : [...recent, { at, seconds }];
}

/** Since when the lag has grown, if it is above the limit for a switch and clearly higher than some minutes ago. */
export function findLagGrowth(
  trail: readonly LagPoint[],
  seconds: number | undefined,
  { at, maxLagSeconds }: { readonly at: Instant; readonly maxLagSeconds: number },
): Instant | undefined {
  if (seconds === undefined || seconds <= maxLagSeconds) return undefined;
  const isThen = ({ at: then }: LagPoint): boolean => at - then >= GROWS_FOR_MS && at - then <= GROWS_FOR_MS + POINT_EVERY_MS;
  return trail.find((point) => isThen(point) && seconds - point.seconds >= GROWN_BY_SECONDS)?.at;
}
