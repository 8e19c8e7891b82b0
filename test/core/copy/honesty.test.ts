import { describe, expect, test } from "vitest";
import { measurePace } from "../../../src/core/copy/pace.ts";
import { thinSamples } from "../../../src/core/copy/thin.ts";
import type { Sample } from "../../../src/core/copy/samples.ts";
import { count } from "../../counts.ts";

const MINUTE = 60_000;
const STEP_MS = 10_000;
/** The store thins a history that has become this long. */
const THINNED_FROM = 1_200;

/** Rows a millisecond at a moment of a copy that lasts so long. */
type Rate = (at: number, lasts: number) => number;

/** `tail`: the share of the whole that follows the last row, such as building indexes. */
const COPIES: Readonly<Record<string, { readonly rate: Rate; readonly tail?: number }>> = {
  steady: { rate: (at) => 100 + 10 * Math.sin(at / 7_000) },
  "slowing to 40%": { rate: (at, lasts) => 100 * (1 - (0.6 * at) / lasts) },
  "speeding up": { rate: (at, lasts) => 40 + (60 * at) / lasts },
  "throttled 3 min in 8": { rate: (at) => (at % (8 * MINUTE) < 5 * MINUTE ? 100 : 10) },
  "throttled in its second half": { rate: (at, lasts) => (at > lasts / 2 && at % (8 * MINUTE) > 5 * MINUTE ? 5 : 100) },
  "indexes for a tenth": { rate: () => 100, tail: 0.1 },
  "indexes for a fifth": { rate: () => 100, tail: 0.2 },
  "many small tables": { rate: (at) => (at % 40_000 < 10_000 ? 0 : 130) },
  "small rows, then wide ones": { rate: (at, lasts) => (at < 0.35 * lasts ? 150 : 60) },
};

interface Told {
  /** The share of the readings after the first tenth whose range held the finish. */
  readonly held: number;
  /** How wide the range was in the first and in the last quarter, as a share of the copy. */
  readonly widths: readonly [first: number, last: number];
}

function sample(at: number, rowsDone: bigint): Sample {
  return { at, done: 0, rowsCopied: 0n, tablesDone: 0, keys: "", throttled: false, rowsDone, by: "counters" };
}

/** What people read of the end of a copy, every ten seconds. */
function tell(lasts: number, { rate, tail = 0 }: (typeof COPIES)[string]): Told {
  const rowsEnd = lasts * (1 - tail);
  const total = sum(Array.from({ length: Math.ceil(rowsEnd / STEP_MS) }, (_, n) => rate(n * STEP_MS, lasts) * STEP_MS));
  let samples: Sample[] = [];
  let done = 0;
  const told: { readonly held: boolean; readonly width: number }[] = [];
  for (let at = 0; at < lasts; at += STEP_MS) {
    if (at < rowsEnd) done += rate(at, lasts) * STEP_MS;
    const rowsDone = BigInt(Math.floor(done));
    samples.push(sample(at, rowsDone));
    if (samples.length >= THINNED_FROM) samples = [...thinSamples(samples)];
    const { eta } = measurePace(samples, { by: "counters", done: rowsDone, total: BigInt(Math.ceil(total)), pointsOff: 3 }, at);
    // From 99% on a card says that nobody can tell.
    if (eta === undefined || at < lasts / 10 || done / total >= 0.99) continue;
    const left = lasts - at;
    told.push({ held: eta.fromMs <= left && left <= eta.toMs, width: (eta.toMs - eta.fromMs) / lasts });
  }
  const quarter = Math.floor(told.length / 4);
  const average = (some: typeof told): number => sum(some.map(({ width }) => width)) / some.length;
  return {
    held: told.filter(({ held }) => held).length / told.length,
    widths: [average(told.slice(0, quarter)), average(told.slice(-quarter))],
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

describe.each([10 * MINUTE, 60 * MINUTE, 360 * MINUTE])("the range of a copy of %i ms", (lasts) => {
  const printed = new Map<string, number>();

  test.each(Object.entries(COPIES))("%s: holds the finish in four readings of five", (name, copy) => {
    const { held, widths } = tell(lasts, copy);
    printed.set(name, Math.round(held * 100));
    expect(held).toBeGreaterThanOrEqual(0.8);
    // A throttler whose turns are as long as the copy tells nothing of the next turn.
    const narrows = lasts > 10 * MINUTE || !name.startsWith("throttled");
    expect(widths[1]).toBeLessThan(narrows ? widths[0] : Infinity);
  });

  test("is printed", () => {
    count(`estimates that held, in percent, of copies of ${lasts / MINUTE} min`, printed);
    expect(printed.size).toBe(Object.keys(COPIES).length);
  });
});

describe("there is no range", () => {
  test.each([
    ["before anything was counted", [], 0n],
    ["after four seconds", [sample(0, 0n)], 100n],
    ["while nothing advances", [sample(-60_000, 100n)], 100n],
  ])("%s", (_when, samples, done) => {
    expect(measurePace(samples, { by: "counters", done, total: 1_000n, pointsOff: 3 }, 4_000).eta).toBeUndefined();
  });
});
