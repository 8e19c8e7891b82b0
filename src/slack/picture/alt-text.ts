import { type MoveName, qualifyName } from "../../core/vitess/names.ts";
import { formatUtc, formatUtcWithDay } from "../text/times.ts";
import type { Curves } from "./curves.ts";

/** More is refused (docs/facts/slack-delivery.md#alt-text). */
const MOST_CHARACTERS = 1000;

/** The same facts as the picture, for people who do not see it. */
export function describeCurves(name: MoveName, { rows, estimates, lag, finishedAt }: Curves): string {
  const lines = [
    describeEnds("Rows copied", rows, ({ percent }) => `${Math.floor(percent)}%`),
    ...describeEstimates(estimates),
    finishedAt === undefined ? undefined : `The copy finished at ${formatUtc(finishedAt)}.`,
    describeEnds("Replication lag", lag, ({ seconds }) => `${Math.round(seconds)} s`),
    lag.length === 0 ? undefined : `The highest lag was ${Math.round(Math.max(...lag.map(({ seconds }) => seconds)))} s.`,
  ];
  const said = lines.filter((line) => line !== undefined).join(" ");
  return `Copy of ${qualifyName(name)}. ${said}`.slice(0, MOST_CHARACTERS);
}

function describeEnds<T extends { readonly at: number }>(
  what: string,
  points: readonly T[],
  say: (point: T) => string,
): string | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return `${what}: ${say(first)} at ${formatUtcWithDay(first.at)}, ${say(last)} at ${formatUtcWithDay(last.at)}.`;
}

/** The first estimate and the last. */
function describeEstimates(estimates: Curves["estimates"]): readonly string[] {
  const [first, last] = [estimates[0], estimates.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [first, last].map(
    ({ at, from, to }) => `At ${formatUtc(at)} the end was estimated between ${formatUtcWithDay(from)} and ${formatUtcWithDay(to)}.`,
  );
}
