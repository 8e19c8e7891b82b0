import { describe, expect, test } from "vitest";
import { carryRecent, countHeldBack, isHeldBack, measureRecentRate } from "../../../src/core/copy/recent.ts";
import type { Reading, RowCounts, Throttle } from "../../../src/core/readings/readings.ts";
import { shardNamed, tableNamed } from "../../names.ts";
import { NOW, reading, stream, workflow } from "../../slack/given.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const CORDER = tableNamed("corder");
const ZERO = shardNamed("0");

/** Two tables of which one is being copied, at so many rows. */
function counted(at: number, rows: bigint): RowCounts {
  const target = [
    { table: CORDER, rows },
    { table: tableNamed("customer"), rows: 7n },
  ];
  return { at, target, source: [], sourceAt: at, shards: [{ shard: ZERO, rows: rows + 7n }], proofs: [] };
}

function copying(at: number, throttle?: Throttle): Reading {
  const streams = [
    stream({ state: "Copying", copyStates: [{ table: CORDER, lastPk: "k" }], ...(throttle === undefined ? {} : { throttle }) }),
  ];
  return reading({ at, workflow: workflow({ lag: { kind: "copying" }, streams }) });
}

/** The last of these readings, each of which recalls the one before. */
function follow(readings: readonly Reading[]): Reading {
  const last = readings.reduce<Reading | undefined>(
    (previous, one) => (one.workflow === undefined ? one : { ...one, recent: carryRecent(one.workflow, previous) }),
    undefined,
  );
  if (last === undefined) throw new Error("no reading");
  return last;
}

describe("the rows of some minutes ago", () => {
  const all = Array.from({ length: 20 * 30 }, (_, n) => {
    const at = NOW + n * 2 * SECOND;
    return { ...copying(at), rowCounts: counted(at, BigInt(n) * 2_000n) };
  });
  const last = follow(all);
  const points = last.recent?.points ?? [];

  test("are kept once a minute for five minutes, of the tables being copied and of each shard", () => {
    expect(points.length).toBeGreaterThanOrEqual(5);
    expect(points.length).toBeLessThanOrEqual(6);
    expect(points.every(({ at }, n) => at - (points[n - 1]?.at ?? at - MINUTE) >= MINUTE)).toBe(true);
    expect(last.at - (points[0]?.at ?? 0)).toBeLessThanOrEqual(6 * MINUTE);
    expect(points[0]).toMatchObject({ tables: [{ table: CORDER }], shards: [{ shard: ZERO }] });
  });

  test("tell the rate", () => {
    const now = { at: last.at, rows: 599n * 2_000n };
    expect(measureRecentRate(points, ({ tables }) => tables[0]?.rows, now)).toBe(1_000);
    expect(measureRecentRate(points, ({ shards }) => shards[0]?.rows, { ...now, rows: now.rows + 7n })).toBe(1_000);
  });

  test.each([
    ["before anything is known of them", [], 10n],
    ["after four seconds", [{ at: NOW - 4 * SECOND, tables: [], shards: [{ shard: ZERO, rows: 1n }] }], 10n],
    ["after a recount took rows back", [{ at: NOW - MINUTE, tables: [], shards: [{ shard: ZERO, rows: 11n }] }], 10n],
  ])("tell no rate %s", (_when, known, rows) => {
    expect(measureRecentRate(known, ({ shards }) => shards[0]?.rows, { at: NOW, rows })).toBeUndefined();
  });

  test("are not kept where nothing counts them", () => {
    expect(follow(all.map(({ rowCounts: _counts, ...rest }) => rest)).recent?.points).toEqual([]);
  });
});

/** The times at which Vitess says that the copier was held back, at each reading, two seconds apart. */
function readAll(...seconds: readonly (number | undefined)[]): Reading {
  return follow(
    seconds.map((at, n) => copying(NOW + n * 2 * SECOND, at === undefined ? undefined : { component: "vcopier", at: NOW + at * SECOND })),
  );
}

function listHeldBack(last: Reading): unknown {
  return last.recent?.heldBack[0]?.parts;
}

describe("a stream at a reading", () => {
  test("counts as held back if that has happened since the reading before", () => {
    expect(listHeldBack(readAll(undefined, 1, 3, 3, 3, 9))).toEqual(["vcopier", "vcopier", "", "", "vcopier"]);
    expect(isHeldBack(readAll(undefined, 1, 3))).toBe(true);
    expect(isHeldBack(readAll(undefined, 1, 3, 3))).toBe(false);
  });

  test("does not count what an old stream still shows", () => {
    expect(listHeldBack(readAll(undefined, -3_000))).toEqual([""]);
    expect(listHeldBack(readAll(-3_000, -3_000))).toEqual([""]);
  });

  test("is remembered for thirty readings", () => {
    expect(listHeldBack(readAll(...Array.from({ length: 50 }, (_, n) => n * 2)))).toHaveLength(30);
  });

  test("is forgotten with its stream", () => {
    const before = readAll(undefined, 1, 3);
    const anew = workflow({ streams: [stream({ id: 6n })] });
    expect(carryRecent(anew, before).heldBack).toEqual([]);
  });

  test("goes by the last minute at the first one", () => {
    expect(isHeldBack(copying(NOW, { component: "vcopier", at: NOW - 50 * SECOND }))).toBe(true);
    expect(isHeldBack(copying(NOW, { component: "vcopier", at: NOW - 70 * SECOND }))).toBe(false);
  });
});

test("what was held back is counted, most first", () => {
  expect(countHeldBack(["", "vplayer", "vcopier", "vcopier", ""])).toEqual([
    { component: "vcopier", times: 2 },
    { component: "vplayer", times: 1 },
  ]);
});
