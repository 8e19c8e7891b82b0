import type { Instant } from "../../core/readings/readings.ts";
import type { Curves } from "./curves.ts";

/** One coordinate system of a picture: values over time. */
export interface Panel {
  readonly title: string;
  readonly from: Instant;
  readonly to: Instant;
  /** The highest value of the axis, which begins at 0. */
  readonly most: number;
  /** Between two marks of that axis; absent to choose it by the values. */
  readonly step?: number;
  readonly line: { readonly label: string; readonly points: readonly (readonly [at: Instant, value: number])[] };
  /** Lies behind the line. */
  readonly band?: { readonly label: string; readonly points: readonly (readonly [at: Instant, low: number, high: number])[] };
}

/** The panels of these curves, from top to bottom; none for a curve that is empty. */
export function buildPanels(curves: Curves): readonly Panel[] {
  return [...buildRows(curves), ...buildTimeLeft(curves)];
}

function buildRows({ rows, finishedAt }: Curves): readonly Panel[] {
  const [first] = rows;
  if (first === undefined) return [];
  const points = rows.map(({ at, percent }) => [at, percent] as const);
  return [{ title: "Rows copied, percent", from: first.at, to: finishedAt, most: 100, step: 25, line: { label: "copied", points } }];
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
  const highest = Math.max(...estimates.map(({ at, to }) => to - at));
  const most = Math.min(highest, Math.max(finishedAt - from, last.to - last.at) * MOST_OF_COPY);
  const unit = UNITS.find(({ ms }) => most >= ms * FEWEST_OF_UNIT) ?? SECONDS;
  const left = (at: Instant, end: Instant): number => Math.max(end - at, 0) / unit.ms;
  return [
    {
      title: `Time left, ${unit.name}`,
      from,
      to: finishedAt,
      most: Math.ceil(most / unit.ms),
      band: { label: "estimated", points: estimates.map((one) => [one.at, left(one.at, one.from), left(one.at, one.to)]) },
      line: {
        label: "actual",
        points: [
          [from, left(from, finishedAt)],
          [finishedAt, 0],
        ],
      },
    },
  ];
}
