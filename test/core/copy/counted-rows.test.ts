import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { computeProgress, type Progress, takeSample } from "../../../src/core/copy/progress.ts";
import type { Sample } from "../../../src/core/copy/samples.ts";
import type { Instant, Reading, RowCount, RowCounts } from "../../../src/core/readings/readings.ts";
import type { TableName } from "../../../src/core/vitess/names.ts";
import { tableNamed } from "../../names.ts";
import { reading, stream, workflow } from "../../slack/given.ts";

const BEGAN = Date.parse("2026-11-20T22:14:00Z");

/** A table at one moment of a copy: what there is, and what InnoDB says of it. */
interface Counted {
  readonly table: TableName;
  readonly there: number;
  readonly here: number;
  readonly statistics: number;
  readonly live: number;
  readonly state: "waiting" | "copying" | "done";
}

/** The progress that people read at each of these moments, a second apart. */
function progressOver(moments: readonly (readonly Counted[])[], change: (counts: RowCounts, at: Instant) => Partial<Reading> = unchanged) {
  let samples: readonly Sample[] = [];
  return moments.map((tables, second): Progress | undefined => {
    const now = readingOf(tables, BEGAN + second * 1000, change);
    const sample = takeSample(now, [], samples, false);
    if (sample !== undefined) samples = [...samples, sample];
    return computeProgress(now, [], samples);
  });
}

function readingOf(tables: readonly Counted[], at: Instant, change: (counts: RowCounts, at: Instant) => Partial<Reading>): Reading {
  const copyStates = tables
    .filter(({ state }) => state !== "done")
    .map(({ table, state }) => ({ table, lastPk: state === "copying" ? "a key" : "" }));
  const streams = [stream({ state: "Copying", tables: tables.map(({ table }) => table), copyStates, rowsCopied: 0n })];
  const count = (rows: (one: Counted) => number): readonly RowCount[] =>
    tables.map((one) => ({ table: one.table, rows: BigInt(rows(one)) }));
  const counts: RowCounts = {
    at,
    target: count(({ live }) => live),
    source: count(({ statistics }) => statistics),
    sourceAt: at,
    proofs: [],
  };
  return reading({ at, workflow: workflow({ lag: { kind: "copying" }, streams }), rowCounts: counts, ...change(counts, at) });
}

/** The share of all rows that are there, in percent. */
function truth(tables: readonly Counted[]): number {
  const sum = (rows: (one: Counted) => number): number => tables.reduce((total, one) => total + rows(one), 0);
  return (100 * sum(({ here }) => here)) / sum(({ there }) => there);
}

function expectTrue(moments: readonly (readonly Counted[])[]): void {
  const percents = progressOver(moments).map((progress) => progress?.percent);
  expect(percents).not.toContain(undefined);
  for (const [at, percent = Number.NaN] of percents.entries()) {
    const is = Math.min(truth(moments[at] ?? []), 99);
    expect(Math.abs(percent - is), `${percent} % at ${is} %`).toBeLessThanOrEqual(5);
    expect(percent).toBeGreaterThanOrEqual(percents[at - 1] ?? 0);
  }
}

function lines(name: string): readonly (readonly string[])[] {
  const text = readFileSync(new URL(`../../recordings/${name}.tsv`, import.meta.url), "utf8");
  return text
    .trim()
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .slice(1)
    .map((line) => line.split("\t"));
}

describe("a percentage by InnoDB's counters", () => {
  test("is within 5 points of the truth at every second of the recorded copy", () => {
    const moments = lines("live-rows").map((line): readonly Counted[] => {
      const [, liveCustomer = 0, customer = 0, liveCorder = 0, corder = 0] = line.map(Number);
      return [
        { ...recorded("corder", 600_000, 596_505), here: corder, live: liveCorder, state: customer > 0 ? "done" : "copying" },
        { ...recorded("customer", 400_000, 394_979), here: customer, live: liveCustomer, state: customer > 0 ? "copying" : "waiting" },
      ];
    });
    expect(moments).toHaveLength(10);
    expectTrue(moments);
  });

  test("is within 5 points of the truth for sparse, composite, large and string keys", () => {
    const samples = new Map<string, Counted[]>();
    for (const [sample = "", , , , table = "", there = "", here = "", , lastPk = ""] of lines("true-rows")) {
      const known = samples.get(sample) ?? [];
      const [total, is] = [Number(there), Number(here)];
      const state = is === total && lastPk === "" ? "done" : lastPk === "" ? "waiting" : "copying";
      samples.set(sample, [
        ...known,
        { ...recorded(table, total, Math.round(total * 0.987)), here: is, live: Math.round(is * 0.98), state },
      ]);
    }
    expect(samples.size).toBeGreaterThan(10);
    expectTrue([...samples.values()]);
  });

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
      progressOver([moment], (counts, at) => ({ rowCounts: change(counts, at) }))[0]?.percent;
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
      const now = readingOf([one], BEGAN + second * 1000, unchanged);
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

function recorded(name: string, there: number, statistics: number): Pick<Counted, "table" | "there" | "statistics"> {
  return { table: tableNamed(name), there, statistics };
}

function twoTables(here: number, state: Counted["state"]): readonly Counted[] {
  return [
    { ...recorded("corder", 1_000, 1_000), here, live: here, state },
    { ...recorded("customer", 1_000, 1_000), here: 0, live: 0, state: "waiting" },
  ];
}

function unchanged(): Partial<Reading> {
  return {};
}
