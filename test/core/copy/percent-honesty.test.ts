import { describe, expect, test } from "vitest";
import { computeProgress, type Progress, takeSample } from "../../../src/core/copy/progress.ts";
import { isCopying } from "../../../src/core/move/phase.ts";
import type { RowSource, Sample } from "../../../src/core/copy/samples.ts";
import type { Reading, RowCounts } from "../../../src/core/readings/readings.ts";
import { count } from "../../counts.ts";
import { recordedReadings, recordedSizes } from "../../slack/move/recorded.ts";
import { type Counted, progressOver, recorded, recordedCounters, recordedKeys, truth } from "./counted.ts";

/** What people could read at one moment, and what was true. */
interface Told {
  readonly progress: Progress | undefined;
  readonly is: number;
}

interface Shape {
  /** Rows of each table, one after the other. */
  readonly tables: readonly number[];
  /** What share of all rows is there when this share of the time is over. */
  readonly course?: (time: number) => number;
  /** Each copies its own part of every table at its own speed. */
  readonly shards?: readonly number[];
  /** Vitess builds indexes once all rows are there, and the table is not done before. */
  readonly isIndexed?: boolean;
}

const STEPS = 200;
const STEP_MS = 10_000;
const MANY = Array.from({ length: 300 }, (_, n) => 1_000 + ((n * 7_919) % 9_000));

const SHAPES: Readonly<Record<string, Shape>> = {
  steady: { tables: [1_500_000, 800_000] },
  slowing: { tables: [1_500_000, 800_000], course: (time) => (time * (2 - time) + time) / 2 },
  "throttled, three minutes of eight": {
    tables: [1_500_000, 800_000],
    course: (time) => Math.floor(time * 4) / 4 + Math.min((time % 0.25) / 0.62, 0.25),
  },
  "with an index tail of a fifth": { tables: [2_000_000], course: (time) => Math.min(time / 0.8, 1), isIndexed: true },
  "of many small tables": { tables: MANY },
  "into several shards": { tables: [1_500_000, 800_000, 40_000, 40_000], shards: [1, 0.9, 0.7, 0.5] },
};

/** The tables at each step. InnoDB's counter lags by 1%, and its statistics at the source by up to 3%. */
function simulate({ tables, course = (time) => time, shards = [1], isIndexed = false }: Shape): readonly (readonly Counted[])[] {
  const all = tables.reduce((sum, rows) => sum + rows, 0);
  return Array.from({ length: STEPS }, (_, step) => {
    let before = 0;
    return tables.map((rows, place): Counted => {
      const parts = shards.map((speed) => clampShare((course(Math.min((step / STEPS) * speed, 1)) * all - before) / rows));
      before += rows;
      const share = parts.reduce((sum, part) => sum + part, 0) / shards.length;
      const here = Math.floor(rows * share);
      const state = share === 1 && !isIndexed ? "done" : share > 0 ? "copying" : "waiting";
      return { ...recorded(`t${place}`, rows, Math.round(rows * (0.97 + 0.02 * (place % 3)))), here, live: Math.round(here * 0.99), state };
    });
  });
}

function clampShare(share: number): number {
  return Math.min(Math.max(share, 0), 1);
}

function toldOver(moments: readonly (readonly Counted[])[], around: Parameters<typeof progressOver>[1]): readonly Told[] {
  return progressOver(moments, around).map((progress, at) => ({ progress, is: truth(moments[at] ?? []) }));
}

function withoutCounters(counts: RowCounts): Partial<Reading> {
  return { rowCounts: { ...counts, target: [] } };
}

/** What a copy with Vitess's own count tells: it is written down every half minute. */
function toldByVitess(shape: Shape): readonly Told[] {
  const moments = simulate(shape);
  const there = (step: number): number => (moments[step] ?? []).reduce((sum, { here }) => sum + here, 0);
  return toldOver(moments, { change: withoutCounters, stepMs: STEP_MS, rowsCopied: (step) => BigInt(there(step - (step % 3))) });
}

/** The keys of these recordings are the numbers from 1 on, without a gap, so the last one tells how many rows there are. */
function toldByRecorded(scenario: string, workflow: string, rows: Readonly<Record<string, number>>): readonly Told[] {
  const sizes = recordedSizes(scenario);
  const readings = recordedReadings(scenario, workflow);
  const end = readings.findIndex((one) => one.workflow !== undefined && !isCopying(one.workflow));
  const all = Object.values(rows).reduce((sum, one) => sum + one, 0);
  let samples: readonly Sample[] = [];
  return readings.slice(0, end === -1 ? readings.length : end).map((reading): Told => {
    const sample = takeSample(reading, sizes, samples, false);
    if (sample !== undefined) samples = [...samples, sample];
    const streams = reading.workflow?.streams ?? [];
    const there = streams.flatMap(({ copyStates }) =>
      Object.entries(rows).map(([table, its]) => {
        const left = copyStates.find((one) => one.table === table);
        return (left === undefined ? its : Number(/values:"(\d+)"/.exec(left.lastPk)?.[1] ?? 0)) / streams.length;
      }),
    );
    return { progress: computeProgress(reading, sizes, samples), is: (100 * there.reduce((sum, one) => sum + one, 0)) / all };
  });
}

interface Case {
  readonly told: readonly Told[];
  readonly by: RowSource;
  /** How many of the readings have a percentage, as a share. */
  readonly least?: number;
}

const CASES: Readonly<Record<string, Case>> = {
  "recorded counters": { told: toldOver(recordedCounters(), {}), by: "counters" },
  "recorded keys with gaps, composite, large and text": { told: toldOver(recordedKeys("true-rows"), {}), by: "counters" },
  "the same once more": { told: toldOver(recordedKeys("true-rows-2"), {}), by: "counters" },
  "recorded with fresh statistics": {
    told: toldByRecorded("copy-stats-fresh", "fresh", { corder: 800_000, customer: 500_000 }),
    by: "statistics",
    least: 0.8,
  },
  "recorded with fresh statistics, two shards": {
    told: toldByRecorded("happy-sharded", "commerce2customer2", { corder: 500_000, customer: 300_000 }),
    by: "statistics",
    least: 0.4,
  },
  ...Object.fromEntries(
    Object.entries(SHAPES).map(
      ([name, shape]) => [name, { told: toldOver(simulate(shape), { stepMs: STEP_MS }), by: "counters" }] as const,
    ),
  ),
  "many small tables, without counters": {
    told: toldOver(simulate({ tables: MANY }), { change: withoutCounters, stepMs: STEP_MS }),
    by: "tables",
    least: 0.95,
  },
  "steady, by Vitess's own count": { told: toldByVitess({ tables: [4_000_000] }), by: "vitess", least: 0.9 },
};

const within10 = new Map<string, number>();
const within5 = new Map<string, number>();

describe("a percentage of a copy", () => {
  test.each(Object.entries(CASES))("%s: is true, never falls and never says that nothing moves", (name, { told, by, least = 1 }) => {
    const said = told.flatMap(({ progress, is }) =>
      progress?.percent === undefined ? [] : [{ ...progress, percent: progress.percent, is }],
    );
    const share = (points: number): number => said.filter(({ percent, is }) => Math.abs(percent - is) <= points).length / said.length;
    within10.set(name, Math.round(share(10) * 100));
    within5.set(name, Math.round(share(5) * 100));
    expect(said.length / told.length).toBeGreaterThanOrEqual(least);
    expect(new Set(said.map(({ rows }) => rows?.by))).toContain(by);
    expect(share(10)).toBe(1);
    expect(share(5)).toBeGreaterThanOrEqual(by === "counters" ? 1 : 0);
    for (const { percent, is, rows } of said) expect(Math.abs(percent - is)).toBeLessThanOrEqual((rows?.pointsOff ?? 0) + 1);
    expect(said.map(({ percent }) => percent)).toEqual(said.map(({ percent }) => percent).toSorted((a, b) => a - b));
    expect(Math.max(...said.map(({ percent }) => percent))).toBeLessThan(100);
  });

  test("is not said where nothing counts the rows: neither keys nor statistics that stand still", () => {
    const told = toldByRecorded("happy-unsharded", "commerce2customer", { corder: 1_500_000, customer: 800_000 });
    expect(told.length).toBeGreaterThan(20);
    expect(told.filter(({ progress }) => progress?.percent !== undefined && !progress.isAtKeys)).toEqual([]);
  });

  test("is 99 once Vitess builds the last keys, whatever counts the rows", () => {
    const told = toldByRecorded("happy-unsharded", "commerce2customer", { corder: 1_500_000, customer: 800_000 });
    expect(told.flatMap(({ progress, is }) => (progress?.isAtKeys === true ? [{ percent: progress.percent, is }] : []))).toEqual([
      { percent: 99, is: 100 },
    ]);
  });

  test("is printed", () => {
    count("percentages within 10 points of the truth, in percent of the readings", within10);
    count("percentages within 5 points of the truth, in percent of the readings", within5);
    expect(within10.size).toBe(Object.keys(CASES).length);
  });
});
