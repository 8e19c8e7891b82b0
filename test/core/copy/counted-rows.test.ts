import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { takeSample } from "../../../src/core/copy/progress.ts";
import type { Sample } from "../../../src/core/copy/samples.ts";
import type { Instant, RowCounts } from "../../../src/core/readings/readings.ts";
import { refineSizes } from "../../../src/core/copy/rows.ts";
import { tableNamed } from "../../names.ts";
import { BEGAN, type Counted, progressOver, readingOf, recorded, recordedCounters, recordedKeys, truth } from "./counted.ts";

function expectTrue(moments: readonly (readonly Counted[])[]): void {
  const percents = progressOver(moments).map((progress) => progress?.percent);
  expect(percents).not.toContain(undefined);
  for (const [at, percent = Number.NaN] of percents.entries()) {
    const is = truth(moments[at] ?? []);
    expect(Math.abs(percent - is), `${percent} % at ${is} %`).toBeLessThanOrEqual(5);
    expect(percent).toBeGreaterThanOrEqual(percents[at - 1] ?? 0);
  }
}

describe("a percentage by InnoDB's counters", () => {
  test("is within 5 points of the truth at every second of the recorded copy", () => {
    expect(recordedCounters()).toHaveLength(10);
    expectTrue(recordedCounters());
  });

  test.each(["true-rows", "true-rows-2"] as const)(
    "is within 5 points of the truth for sparse, composite, large and string keys: %s",
    (name) => {
      expect(recordedKeys(name).length).toBeGreaterThan(10);
      expectTrue(recordedKeys(name));
    },
  );

  test("is true, never falls and stays below 100, however many tables there are and wherever InnoDB is a little wrong", () => {
    const table = fc.record({
      rows: fc.integer({ min: 1_000, max: 5_000_000 }),
      statistics: fc.double({ min: 0.987, max: 1.013, noNaN: true }),
      live: fc.double({ min: 0.98, max: 1.02, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(table, { minLength: 1, maxLength: 20 }), fc.integer({ min: 2, max: 40 }), (tables, steps) => {
        const all = tables.reduce((sum, { rows }) => sum + rows, 0);
        const moments = Array.from({ length: steps }, (_, step) => {
          let left = (all * step) / steps;
          return tables.map(({ rows, statistics, live }, place): Counted => {
            const here = Math.floor(Math.min(rows, Math.max(left, 0)));
            left -= rows;
            const state = here === rows ? "done" : here > 0 ? "copying" : "waiting";
            return { ...recorded(`t${place}`, rows, Math.round(rows * statistics)), here, live: Math.round(here * live), state };
          });
        });
        expectTrue(moments);
      }),
    );
  });

  test("is not given by counts of a minute ago, nor without a proof, nor if a table has no number", () => {
    const moment: readonly Counted[] = [
      { ...recorded("corder", 600_000, 596_505), here: 300_000, live: 300_000, state: "copying" },
      { ...recorded("customer", 400_000, 394_979), here: 0, live: 0, state: "waiting" },
    ];
    const percent = (change: (counts: RowCounts, at: Instant) => RowCounts) =>
      progressOver([moment], { change: (counts, at) => ({ rowCounts: change(counts, at) }) })[0]?.percent;
    expect(percent((counts) => counts)).toBe(30);
    expect(percent((counts, at) => ({ ...counts, at: at - 61_000 }))).toBeUndefined();
    expect(percent((counts) => ({ ...counts, target: [] }))).toBeUndefined();
    expect(percent((counts) => ({ ...counts, source: counts.source.slice(0, 1) }))).toBeUndefined();
    expect(percent((counts) => ({ ...counts, target: counts.target.slice(1) }))).toBeUndefined();
  });

  test("does not fall if InnoDB recounts the target, or the source grows", () => {
    const at = { ...recorded("corder", 600_000, 600_000), here: 300_000, live: 300_000, state: "copying" } as const;
    const moments = [[at], [{ ...at, live: 297_000 }], [{ ...at, statistics: 700_000 }]];
    expect(progressOver(moments).map((progress) => [progress?.percent, progress?.rows?.done])).toEqual([
      [50, 300_000n],
      [50, 300_000n],
      [50, 300_000n],
    ]);
  });

  test("does not fall either once the history has forgotten how far the copy was", () => {
    const at = { ...recorded("corder", 600_000, 600_000), here: 300_000, live: 300_000, state: "copying" } as const;
    let last: Sample | undefined;
    const percents = [at, { ...at, statistics: 700_000 }, { ...at, statistics: 800_000 }].map((one, second) => {
      const now = readingOf([one], BEGAN + second * 1000);
      last = takeSample(now, [], last === undefined ? [] : [last], false);
      return last?.percent;
    });
    expect(percents).toEqual([50, 50, 50]);
  });

  test("begins anew with a copy that begins anew", () => {
    const percents = progressOver([twoTables(900, "copying"), twoTables(1_000, "done"), twoTables(100, "copying")]).map(
      (progress) => progress?.percent,
    );
    expect(percents).toEqual([45, 50, 5]);
  });
});

describe("the sizes of a move", () => {
  const tables: readonly Counted[] = [
    { ...recorded("corder", 600_000, 596_505), here: 300_000, live: 297_000, state: "copying" },
    { ...recorded("customer", 400_000, 394_979), here: 400_000, live: 399_000, state: "done" },
  ];
  const sizes = [
    { table: tableNamed("corder"), rows: 0n, bytes: 16_384n },
    { table: tableNamed("customer"), rows: 120_000n, bytes: 9n },
    { table: tableNamed("other"), rows: 5n, bytes: 1n },
  ];

  test("become what InnoDB counted on either side, so that a request says later what the card says now", () => {
    expect(refineSizes(sizes, readingOf(tables, BEGAN))).toEqual([
      { table: "corder", rows: 596_505n, bytes: 16_384n },
      { table: "customer", rows: 399_000n, bytes: 9n },
      { table: "other", rows: 5n, bytes: 1n },
    ]);
  });

  test("stay the same list where nothing is known better", () => {
    expect(refineSizes(sizes, readingOf([], BEGAN))).toBe(sizes);
    const refined = refineSizes(sizes, readingOf(tables, BEGAN));
    expect(refineSizes(refined, readingOf(tables, BEGAN))).toBe(refined);
  });
});

function twoTables(here: number, state: Counted["state"]): readonly Counted[] {
  return [
    { ...recorded("corder", 1_000, 1_000), here, live: here, state },
    { ...recorded("customer", 1_000, 1_000), here: 0, live: 0, state: "waiting" },
  ];
}
