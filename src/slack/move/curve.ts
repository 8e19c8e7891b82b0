import type { Sample } from "../../core/copy/samples.ts";
import type { LagPoint } from "../../core/move/moves.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { DataVisualizationBlock } from "../blocks/block.ts";
import { collectRows, FEWEST } from "../picture/curves.ts";
import { LIMITS } from "../blocks/limits.ts";
import { formatUtc, formatUtcWithDay } from "../text/times.ts";

const DATED_FROM_MS = 24 * 60 * 60_000;

interface Point {
  readonly at: Instant;
  readonly value: number;
}

/**
 * How a copy has gone, in percent of its rows, to its end if that has come; undefined where nothing counted them often enough. Says nothing
 * of what came after the end.
 */
export function drawCurve(samples: readonly Sample[], finishedAt?: Instant): DataVisualizationBlock | undefined {
  const points = collectRows(samples, finishedAt).map(({ at, percent }) => ({ at, value: Math.floor(percent) }));
  return drawLine(points, { title: "Rows copied, in percent", name: "copied", unit: "percent of all rows" });
}

/** How far the target was behind in the last minutes, in seconds. */
export function drawLagCurve(trail: readonly LagPoint[]): DataVisualizationBlock | undefined {
  const points = trail.map(({ at, seconds }) => ({ at, value: seconds }));
  return drawLine(points, { title: "Replication lag, in seconds", name: "lag", unit: "seconds behind" });
}

function drawLine(
  points: readonly Point[],
  { title, name, unit }: { readonly title: string; readonly name: string; readonly unit: string },
): DataVisualizationBlock | undefined {
  // Slack matches points by their labels, and on the second day the hours come again.
  const isLong = (points.at(-1)?.at ?? 0) - (points.at(0)?.at ?? 0) >= DATED_FROM_MS;
  const labelled = pickPoints(points).map(({ at, value }) => ({ label: isLong ? formatUtcWithDay(at) : formatUtc(at), value }));
  const data = labelled.filter(({ label }, index) => labelled.findIndex((one) => one.label === label) === index);
  if (data.length < FEWEST) return undefined;
  return {
    type: "data_visualization",
    title,
    chart: {
      type: "line",
      series: [{ name, data }],
      axis_config: { categories: data.map(({ label }) => label), x_label: "time, UTC", y_label: unit },
    },
  };
}

/** As many points as a chart takes, evenly over the whole, with the first and the last. */
function pickPoints<T>(all: readonly T[]): readonly T[] {
  if (all.length <= LIMITS.chartPoints) return all;
  const step = (all.length - 1) / (LIMITS.chartPoints - 1);
  return Array.from({ length: LIMITS.chartPoints }, (_, n) => all[Math.round(n * step)]).filter((one) => one !== undefined);
}
