import type { Sample } from "../../core/copy/samples.ts";
import type { DataVisualizationBlock } from "../blocks/block.ts";
import { LIMITS } from "../blocks/limits.ts";
import { formatUtc } from "../text/times.ts";

/** Fewer points are no curve. */
const FEWEST = 3;

/** How a copy has gone, in percent of its rows; undefined where nothing counted them often enough. */
export function drawCurve(samples: readonly Sample[]): DataVisualizationBlock | undefined {
  const counted = samples.flatMap(({ at, percent }) => (percent === undefined ? [] : [{ at, percent }]));
  const points = pickPoints(counted).map(({ at, percent }) => ({ label: formatUtc(at), value: Math.floor(percent) }));
  // Slack matches points by their labels.
  const data = points.filter(({ label }, index) => points.findIndex((one) => one.label === label) === index);
  if (data.length < FEWEST) return undefined;
  return {
    type: "data_visualization",
    title: "Rows copied, in percent",
    chart: {
      type: "line",
      series: [{ name: "copied", data }],
      axis_config: { categories: data.map(({ label }) => label), x_label: "time, UTC", y_label: "percent of all rows" },
    },
  };
}

/** As many points as a chart takes, evenly over the whole, with the first and the last. */
function pickPoints<T>(all: readonly T[]): readonly T[] {
  if (all.length <= LIMITS.chartPoints) return all;
  const step = (all.length - 1) / (LIMITS.chartPoints - 1);
  return Array.from({ length: LIMITS.chartPoints }, (_, n) => all[Math.round(n * step)]).filter((one) => one !== undefined);
}
