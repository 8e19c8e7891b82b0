import { type MoveName, qualifyName } from "../../core/vitess/names.ts";
import { formatUtc, formatUtcWithDay } from "../text/times.ts";
import type { Curves } from "./curves.ts";

/** More is refused (docs/facts/slack-delivery.md#alt-text). */
const MOST_CHARACTERS = 1000;

/** The same facts as the picture, for people who do not see it: the ends of each curve. */
export function describeCurves(name: MoveName, { rows, estimates, finishedAt }: Curves): string {
  const copied = [rows[0], rows.at(-1)].flatMap((one) =>
    one === undefined ? [] : [`${Math.floor(one.percent)}% at ${formatUtcWithDay(one.at)}`],
  );
  const estimated = [estimates[0], estimates.at(-1)].flatMap((one) =>
    one === undefined
      ? []
      : [`At ${formatUtc(one.at)} the end was estimated between ${formatUtcWithDay(one.from)} and ${formatUtcWithDay(one.to)}.`],
  );
  const lines = [
    `Copy of ${qualifyName(name)}.`,
    ...(copied.length === 0 ? [] : [`Rows copied: ${copied.join(", ")}.`]),
    ...estimated,
    `The copy finished at ${formatUtc(finishedAt)}.`,
  ];
  return lines.join(" ").slice(0, MOST_CHARACTERS);
}
