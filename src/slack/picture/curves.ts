import { dropEarlierCopies, type Sample } from "../../core/copy/samples.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { LIMITS } from "../blocks/limits.ts";

/** Fewer points are no curve. */
export const FEWEST = 3;

/** The share of all rows at a moment, in percent. */
export interface CopiedAt {
  readonly at: Instant;
  readonly percent: number;
}

/** What the picture of a finished copy shows; each list the oldest first, and empty where too little is known. */
export interface Curves {
  readonly rows: readonly CopiedAt[];
  /** Between which moments people read that the copy would be ready, and when they read it. */
  readonly estimates: readonly { readonly at: Instant; readonly from: Instant; readonly to: Instant }[];
  readonly finishedAt: Instant;
}

/** The curves of a move's last copy. */
export function collectCurves(samples: readonly Sample[], finishedAt: Instant): Curves {
  const estimates = pickCopy(samples, finishedAt).flatMap(({ at, ready }) => (ready === undefined ? [] : [{ at, ...ready }]));
  return { rows: collectRows(samples, finishedAt), estimates: estimates.length < FEWEST ? [] : estimates, finishedAt };
}

/** How a move's last copy has gone, to its end if that has come; empty where its rows were counted too seldom. */
export function collectRows(samples: readonly Sample[], finishedAt?: Instant): readonly CopiedAt[] {
  const counted = pickCopy(samples, finishedAt).flatMap(({ at, percent }) => (percent === undefined ? [] : [{ at, percent }]));
  const end = finishedAt === undefined || counted.length === 0 ? [] : [{ at: finishedAt, percent: 100 }];
  const rows = [...counted, ...end];
  return rows.length < FEWEST ? [] : rows;
}

/** True where a picture shows what the chart in a message cannot: how the estimate went, or more points than that chart takes. */
export function showsMoreThanChart({ rows, estimates }: Curves): boolean {
  return estimates.length > 0 || rows.length > LIMITS.chartPoints;
}

function pickCopy(samples: readonly Sample[], finishedAt: Instant | undefined): readonly Sample[] {
  return dropEarlierCopies(samples.filter(({ at }) => finishedAt === undefined || at < finishedAt));
}
