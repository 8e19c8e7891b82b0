import type { Instant } from "../../core/readings/readings.ts";
import type { Curves } from "./curves.ts";

/** One coordinate system of a picture: values over time. */
export interface Panel {
  readonly title: string;
  readonly from: Instant;
  readonly to: Instant;
  /** The highest value of the axis, which begins at 0; absent to choose it by the values. */
  readonly most?: number;
  /** RangeAt two marks of that axis; absent to choose it too. */
  readonly step?: number;
  readonly line?: { readonly label: string; readonly points: readonly ValueAt[] };
  /** Lies behind the line. */
  readonly band?: { readonly label: string; readonly points: readonly RangeAt[] };
}

type ValueAt = readonly [at: Instant, value: number];
type RangeAt = readonly [at: Instant, low: number, high: number];

/** The panels of these curves, from top to bottom; none for a curve that is empty. */
export function buildPanels(curves: Curves): readonly Panel[] {
  return [...buildRows(curves), ...buildTimeLeft(curves), ...buildLag(curves)];
}

/** An estimate can reach far beyond the copy so far, which would become a thin line at the left. */
const MOST_AHEAD = 2;

function buildRows({ rows, estimates, finishedAt }: Curves): readonly Panel[] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const end = finishedAt === undefined ? estimates.at(-1) : undefined;
  const farthest = last.at + (last.at - first.at) * MOST_AHEAD;
  return [
    {
      title: "Rows copied, percent",
      from: first.at,
      to: end === undefined ? last.at : Math.min(end.to, farthest),
      most: 100,
      step: 25,
      line: { label: "copied", points: rows.map(({ at, percent }) => [at, percent]) },
      ...(end === undefined || end.from <= last.at
        ? {}
        : { band: { label: "estimated", points: buildCone([last.at, last.percent], [end.from, end.to]) } }),
    },
  ];
}

/** All ways from here to the whole copy between two moments. */
function buildCone([at, percent]: ValueAt, [from, to]: readonly [from: Instant, to: Instant]): readonly RangeAt[] {
  const reached = percent + ((100 - percent) * (from - at)) / (to - at);
  return [
    [at, percent, percent],
    [from, reached, 100],
    [to, 100, 100],
  ];
}

const UNITS = [
  { ms: 60 * 60_000, name: "hours" },
  { ms: 60_000, name: "minutes" },
] as const;
const SECONDS = { ms: 1_000, name: "seconds" };
/** Of a unit, so that the axis has some steps. */
const FEWEST_OF_UNIT = 3;
/** The first estimates reach many times as far as the later ones: the band may run off the top. */
const MOST_OF_COPY = 2;

function buildTimeLeft({ rows, estimates, finishedAt }: Curves): readonly Panel[] {
  const [first, last] = [estimates[0], estimates.at(-1)];
  if (first === undefined || last === undefined) return [];
  const from = Math.min(first.at, rows[0]?.at ?? first.at);
  const whole = (finishedAt ?? last.at) - from;
  const highest = Math.max(...estimates.map(({ at, to }) => to - at));
  const most = Math.min(highest, Math.max(whole, last.to - last.at) * MOST_OF_COPY);
  const unit = UNITS.find(({ ms }) => most >= ms * FEWEST_OF_UNIT) ?? SECONDS;
  const left = (at: Instant, end: Instant): number => Math.max(end - at, 0) / unit.ms;
  return [
    {
      title: `Time left, ${unit.name}`,
      from,
      to: finishedAt ?? last.at,
      most: Math.ceil(most / unit.ms),
      band: { label: "estimated", points: estimates.map((one) => [one.at, left(one.at, one.from), left(one.at, one.to)]) },
      ...(finishedAt === undefined
        ? {}
        : {
            line: {
              label: "actual",
              points: [
                [from, left(from, finishedAt)],
                [finishedAt, 0],
              ],
            },
          }),
    },
  ];
}

function buildLag({ lag }: Curves): readonly Panel[] {
  const [first, last] = [lag[0], lag.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [
    {
      title: "Replication lag, seconds",
      from: first.at,
      to: last.at,
      line: { label: "lag", points: lag.map(({ at, seconds }) => [at, seconds]) },
    },
  ];
}
