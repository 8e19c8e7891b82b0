import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Keyspace, TabletAlias, WorkflowName } from "../../../src/core/vitess/names.ts";
import { type Progress, computeProgress, takeSample } from "../../../src/core/copy/progress.ts";
import type { CopyState, Reading, Stream, TableCopy, TableSize } from "../../../src/core/readings/readings.ts";
import type { Sample } from "../../../src/core/copy/samples.ts";
import { shardNamed, shardsNamed, tableNamed, tablesNamed } from "../../names.ts";

const NOW = Date.parse("2026-11-20T22:14:00Z");
const SIZES: readonly TableSize[] = [
  { table: tableNamed("corder"), rows: 1_500_000n, bytes: 150_000_000n },
  { table: tableNamed("customer"), rows: 500_000n, bytes: 50_000_000n },
];

function stream(copyStates: readonly CopyState[], changes: Partial<Stream> = {}): Stream {
  return {
    id: 5n,
    shard: shardNamed("0"),
    tablet: "zone1-0000000200" as TabletAlias,
    sourceKeyspace: "commerce" as Keyspace,
    sourceShard: shardNamed("0"),
    tables: tablesNamed("corder", "customer"),
    state: copyStates.length > 0 ? "Copying" : "Running",
    message: "",
    position: "a9cf3613:1-4120",
    rowsCopied: 0n,
    copyStates,
    ...changes,
  };
}

function reading(streams: readonly Stream[], tableCopy: readonly TableCopy[] = []): Reading {
  return {
    at: NOW,
    workflow: {
      name: "commerce2customer" as WorkflowName,
      type: "MoveTables",
      subType: "None",
      sourceKeyspace: "commerce" as Keyspace,
      sourceShards: shardsNamed("0"),
      targetKeyspace: "customer" as Keyspace,
      targetShards: shardsNamed("0"),
      lag: { kind: "copying" },
      streams,
      targetDenied: [],
      logs: [],
    },
    tableCopy,
    rules: { tables: [], shards: [], keyspaces: [], mirrors: [] },
    denied: [],
    sourceTables: [],
    targetTables: [],
    lockHolders: [],
  };
}

function left(table: string, key?: number | string): CopyState {
  if (key === undefined) return { table: tableNamed(table), lastPk: "" };
  return { table: tableNamed(table), lastPk: `fields:{name:"id" type:INT64} rows:{lengths:${String(key).length} values:"${key}"}` };
}

function counts(table: string, rowsCopied: bigint, rowsTotal: bigint): TableCopy {
  return { table: tableNamed(table), rowsCopied, rowsTotal, bytesCopied: 16_384n, bytesTotal: 0n };
}

interface Moment {
  readonly streams: readonly Stream[];
  readonly tableCopy?: readonly TableCopy[];
}

/** The progress at the last of these moments, a second apart, as the worker computes it. */
function after(moments: readonly Moment[], sizes = SIZES): Progress | undefined {
  let samples: readonly Sample[] = [];
  let progress: Progress | undefined;
  for (const [second, { streams, tableCopy = [] }] of moments.entries()) {
    const now = { ...reading(streams, tableCopy), at: NOW + second * 1000 };
    const sample = takeSample(now, sizes, samples, false);
    if (sample !== undefined) samples = [...samples, sample];
    progress = computeProgress(now, sizes, samples);
  }
  return progress;
}

/** `corder` is copied, ten thousand rows a second by the target's statistics. */
function counting(seconds: number, changes: (second: number) => Partial<Moment> = () => ({})): readonly Moment[] {
  return Array.from({ length: seconds }, (_, second) => ({
    streams: [stream([left("corder", 10 * (second + 1)), left("customer")])],
    tableCopy: [counts("corder", BigInt(second + 1) * 10_000n, 1_500_000n), counts("customer", 0n, 500_000n)],
    ...changes(second),
  }));
}

function atItsEnd(second: number) {
  return { tableCopy: [counts("corder", 1_499_990n + BigInt(second), 1_500_000n)] };
}

describe("the progress of a copy", () => {
  it("is not derived from the last key, because keys have gaps", () => {
    const progress = after([
      { streams: [stream([left("corder", 700_000), left("customer")])] },
      { streams: [stream([left("corder", 1_400_000), left("customer")])] },
    ]);
    expect(progress?.percent).toBeUndefined();
    expect(progress?.rows).toBeUndefined();
    expect(progress).toMatchObject({ tablesDone: 0, tables: [{ state: "copying" }, { state: "waiting" }] });
  });

  it("is given in rows while the target's statistics visibly move", () => {
    const progress = after(counting(10));
    expect(progress).toMatchObject({ rows: { done: 100_000n, total: 2_000_000n }, percent: 5, rowsPerSecond: 10_000 });
    // 1,900,000 rows at this rate take 190 s; after ten seconds nobody knows better than half or thrice of it.
    expect(progress?.eta?.fromMs).toBeCloseTo(90_000, -3);
    expect(progress?.eta?.toMs).toBeCloseTo(501_000, -3);
  });

  it("ignores statistics that stand still, because MySQL caches them for a day", () => {
    const still = after(counting(10, () => ({ tableCopy: [counts("corder", 500_000n, 1_500_000n)] })));
    expect([still?.percent, still?.rows, still?.eta]).toEqual([undefined, undefined, undefined]);
    const jumped = after(counting(10, (second) => ({ tableCopy: [counts("corder", second < 5 ? 0n : 500_000n, 1_500_000n)] })));
    expect([jumped?.percent, jumped?.rows, jumped?.eta]).toEqual([undefined, undefined, undefined]);
  });

  it("has no percentage and no estimate if more rows exist than the source reports", () => {
    const progress = after(counting(10, (second) => ({ tableCopy: [counts("corder", 1_600_000n + BigInt(second) * 1000n, 1_500_000n)] })));
    expect(progress).toMatchObject({ rows: { done: 1_609_000n }, rowsPerSecond: 1000 });
    expect([progress?.rows?.total, progress?.percent, progress?.eta]).toEqual([undefined, undefined, undefined]);
  });

  it("ignores statistics where Vitess itself has counted more", () => {
    const progress = after(
      counting(10, (second) => ({ streams: [stream([left("corder", second), left("customer")], { rowsCopied: 800_000n })] })),
    );
    expect(progress).toMatchObject({ counted: 800_000n });
    expect([progress?.percent, progress?.rows, progress?.eta]).toEqual([undefined, undefined, undefined]);
  });

  it("counts only the tables that every shard has finished", () => {
    expect(after([{ streams: [stream([left("customer")])] }])).toMatchObject({
      tablesDone: 1,
      tables: [{ state: "done" }, { state: "waiting" }],
    });
    const shards = [stream([]), stream([left("corder"), left("customer")], { shard: shardNamed("80-") })];
    expect(after([{ streams: shards }])).toMatchObject({ tablesDone: 0, tables: [{ state: "copying" }, { state: "copying" }] });
  });

  it("counts nothing for a stream that never found its source", () => {
    expect(after([{ streams: [stream([], { position: "" })] }])?.tables.map((one) => one.state)).toEqual(["waiting", "waiting"]);
  });

  it("stays at 99 until no table is left, whatever the statistics say", () => {
    expect(after(counting(10, atItsEnd), SIZES.slice(0, 1))?.percent ?? 0).toBeLessThanOrEqual(99);
    expect(after([{ streams: [stream([])] }])?.percent).toBe(100);
  });

  it("stands still since the last sign of progress", () => {
    const same = { streams: [stream([left("corder", 7)])] };
    expect(after([same, same, same])?.stillSince).toBe(NOW);
    expect(after([same, same, { streams: [stream([left("corder", 8)])] }])?.stillSince).toBeUndefined();
  });

  it("lies between what was counted and the total, in whatever order keys and counts arrive", () => {
    const step = fc.record({
      key: fc.integer({ min: 0, max: 2_000_000 }),
      rows: fc.bigInt({ min: 0n, max: 3_000_000n }),
      statistics: fc.bigInt({ min: 0n, max: 3_000_000n }),
      corderDone: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
        const progress = after(
          steps.map(({ key, rows, statistics, corderDone }) => ({
            streams: [
              stream([...(corderDone ? [] : [left("corder", key)]), left("customer", corderDone ? key : undefined)], { rowsCopied: rows }),
            ],
            tableCopy: [counts(corderDone ? "customer" : "corder", statistics, 1_500_000n)],
          })),
        );
        const { rows, counted = 0n, percent = 0 } = progress ?? {};
        expect(percent).toBeLessThanOrEqual(99);
        expect((rows?.done ?? counted) >= counted).toBe(true);
        expect((rows?.done ?? 0n) <= (rows?.total ?? rows?.done ?? 0n)).toBe(true);
        const guessed = rows === undefined ? [progress?.percent, progress?.eta] : [];
        expect(guessed.filter((number) => number !== undefined)).toEqual([]);
      }),
    );
  });

  it("of 500 tables in 20 streams is computed fast enough for every reading", () => {
    const tables = Array.from({ length: 500 }, (_, n) => tableNamed(`table_${n}`));
    const sizes = tables.map((table) => ({ table, rows: 1000n, bytes: 1000n }));
    const many = reading(
      Array.from({ length: 20 }, () =>
        stream(
          tables.map((table) => left(table, 500)),
          { tables },
        ),
      ),
    );
    const began = performance.now();
    expect(computeProgress(many, sizes, [])?.tables).toHaveLength(500);
    // This took 4 s when every table searched every list of every stream; with an index it takes a few ms.
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
