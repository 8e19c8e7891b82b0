import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dropEarlierCopies, type Sample } from "../../../src/core/copy/samples.ts";
import { thinSamples } from "../../../src/core/copy/thin.ts";

const MINUTE = 60_000;

function sample(at: number, tablesDone = 0): Sample {
  return { at, done: 0, rowsCopied: 0n, tablesDone, keys: String(at), throttled: false };
}

/** A history as it grows: a sample every two seconds, thinned whenever it is long. */
function grow(minutes: number): readonly Sample[] {
  let samples: Sample[] = [];
  for (let at = 0; at <= minutes * MINUTE; at += 2_000) {
    samples.push(sample(at));
    if (samples.length >= 1_200) samples = [...thinSamples(samples)];
  }
  return samples;
}

test.each([60, 600, 3 * 24 * 60])(
  "the history of a copy of %i min stays short, reaches its beginning, and has all of the last minutes",
  (minutes) => {
    const kept = grow(minutes);
    const end = minutes * MINUTE;
    expect(kept.length).toBeLessThanOrEqual(1_200);
    expect(thinSamples(kept).length).toBeLessThanOrEqual(900);
    expect([kept[0]?.at, kept.at(-1)?.at]).toEqual([0, end]);
    expect(kept.filter(({ at }) => at > end - 5 * MINUTE)).toHaveLength(150);
    // Every window that a rate is measured over begins with a sample of about that age.
    for (const window of [5, 30, Math.min(minutes, 120)]) {
      const first = kept.find(({ at }) => at >= end - window * MINUTE);
      expect((first?.at ?? 0) - (end - window * MINUTE)).toBeLessThanOrEqual(MINUTE);
    }
  },
);

test("a copy that began anew is still seen to have", () => {
  // The only table that the first copy finished was done for one sample.
  const samples = Array.from({ length: 2_000 }, (_, n) => sample(n * 2_000, n === 699 ? 1 : 0));
  expect(dropEarlierCopies(thinSamples(samples))[0]?.at).toBe(1_400_000);
});

test("however often a copy begins anew, 1,000 samples are the most", () => {
  expect(thinSamples(Array.from({ length: 2_000 }, (_, n) => sample(n, n % 2)))).toHaveLength(1_000);
});

test("thinning keeps the order and invents nothing", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 * MINUTE }), { maxLength: 300 }), (times) => {
      const samples = times.toSorted((a, b) => a - b).map((at) => sample(at));
      const kept = thinSamples(samples);
      expect(samples.filter((one) => kept.includes(one))).toEqual(kept);
    }),
  );
});
