import { type MoveName, qualifyName } from "../../core/vitess/names.ts";
import { describeCurves } from "./alt-text.ts";
import { layOutChart } from "./chart.ts";
import type { Curves } from "./curves.ts";
import type { Pictures } from "./pictures.ts";

/** A picture as it is uploaded. */
export interface Picture {
  readonly name: string;
  readonly title: string;
  readonly content: Buffer;
  readonly altText: string;
}

/** The picture of a copy as a PNG; undefined where there is no curve, or it cannot be drawn. */
export async function drawPicture(pictures: Pictures, name: MoveName, curves: Curves): Promise<Picture | undefined> {
  const chart = layOutChart(name, curves);
  const content = chart === undefined ? undefined : await pictures.draw(chart);
  if (content === undefined) return undefined;
  return { name: `copy-${name.workflow}.png`, title: `Copy of ${qualifyName(name)}`, content, altText: describeCurves(name, curves) };
}
