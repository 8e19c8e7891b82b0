import { dropEarlierCopies, type Sample } from "../../core/copy/samples.ts";
import type { LagPoint } from "../../core/move/moves.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { LIMITS } from "../blocks/limits.ts";

/** Fewer points are no curve. */
export const FEWEST = 3;

/** What a picture of a copy shows; each list the oldest first, and empty where nothing is known. */
export interface Curves {
  /** The share of all rows, in percent. */
  readonly rows: readonly { readonly at: Instant; readonly percent: number }[];
  /** Between which moments people read that the copy would be ready, and when they read it. */
  readonly estimates: readonly { readonly at: Instant; readonly from: Instant; readonly to: Instant }[];
  /** How far the target was behind, in the last minutes. */
  readonly lag: readonly LagPoint[];
  /** Absent while the copy runs, or where nobody saw its end. */
  readonly finishedAt?: Instant;
}

/** The curves of a move's last copy, to its end if that has come. */
export function collectCurves(
  samples: readonly Sample[],
  more: { readonly finishedAt?: Instant; readonly lag?: readonly LagPoint[] },
): Curves {
  const { finishedAt, lag = [] } = more;
  const ofCopy = dropEarlierCopies(samples.filter(({ at }) => finishedAt === undefined || at < finishedAt));
  const counted = ofCopy.flatMap(({ at, percent }) => (percent === undefined ? [] : [{ at, percent }]));
  const end = finishedAt === undefined || counted.length === 0 ? [] : [{ at: finishedAt, percent: 100 }];
  return {
    rows: keepIfCurve([...counted, ...end]),
    estimates: keepIfCurve(ofCopy.flatMap(({ at, ready }) => (ready === undefined ? [] : [{ at, ...ready }]))),
    lag: keepIfCurve(lag),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
}

/** True where a picture shows what the chart in a message cannot: how the estimate went, or more points than that chart takes. */
export function showsMoreThanChart({ rows, estimates }: Curves): boolean {
  return estimates.length > 0 || rows.length > LIMITS.chartPoints;
}

function keepIfCurve<T>(points: readonly T[]): readonly T[] {
  return points.length < FEWEST ? [] : points;
}
