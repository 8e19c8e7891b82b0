import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CommerceOptions } from "../../../practice/vtctld/cluster/presets.ts";
import type { Keyspace as SimulatedKeyspace } from "../../../practice/vtctld/cluster/cluster.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { computeProgress } from "../../../src/core/copy/progress.ts";
import { isCopying } from "../../../src/core/move/phase.ts";
import type { MoveView } from "../../../src/core/command/answers.ts";
import { CREATE_DEFAULTS } from "../../../src/core/options/options.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import type { MoveName } from "../../../src/core/vitess/names.ts";
import { createMove } from "../../../src/operations/moves/create-move.ts";
import { viewMove } from "../../../src/operations/moves/show-moves.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { tablesNamed } from "../../names.ts";
import { C2C, type Harness, move, openHarness, PROD, under } from "../harness.ts";
import { ASKER, COMMERCE, followed } from "../moves.ts";

const SHARDED = move("prod/customer2.commerce2customer2");
const TABLES = ["corder", "customer"];
/** Rows written between Tandem's reading and this test's own look, in percent of all. */
const MEANWHILE = 3;

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

interface Seen {
  readonly percent: number | undefined;
  readonly least: number;
  readonly most: number;
  readonly reading: Reading;
}

/** What is read and what is true, again and again, while these tables are copied with MySQL's default statistics. */
async function copied({
  name = C2C,
  mysql = {},
  countRows = true,
  ...options
}: CommerceOptions & {
  readonly name?: MoveName;
  readonly mysql?: NonNullable<SimulatedKeyspace["mysql"]>;
  readonly countRows?: boolean;
} = {}): Promise<{ readonly seen: readonly Seen[]; readonly statements: readonly string[]; readonly view: MoveView }> {
  const harness = await openHarness(redis.url, {
    customerRows: 40_000,
    corderRows: 60_000,
    copySeconds: 1,
    statistics: "cached",
    ...options,
  });
  try {
    for (const keyspace of harness.simulator.cluster.keyspaces.values()) keyspace.mysql = mysql;
    const deps = under(harness.deps, { limits: { countRows } });
    await createMove(deps, name, { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed(...TABLES) }, ASKER);
    const before = harness.simulator.calls().length;
    const seen: Seen[] = [];
    let view: MoveView;
    for (;;) {
      const least = share(harness, name);
      await watchKeyspace(deps, PROD, name.targetKeyspace);
      const most = share(harness, name);
      view = await viewMove(deps, await followed(harness, name));
      const { situation, sizes, samples } = view;
      const { reading } = situation.known;
      if (reading?.workflow !== undefined && reading.workflow.streams.length > 0) {
        if (!isCopying(reading.workflow) && least > 99) break;
        if (isCopying(reading.workflow) && least > 0)
          seen.push({ percent: computeProgress(reading, sizes, samples)?.percent, least, most, reading });
      }
      await sleep(100);
    }
    const asked = harness.simulator
      .calls()
      .slice(before)
      .filter(({ method }) => method === "ExecuteFetchAsDBA");
    return { seen, view, statements: asked.map(({ request }) => String(request["query"])) };
  } finally {
    await harness.end();
  }
}

/** The share of all rows that are at the target, in percent. */
function share({ simulator }: Harness, { targetKeyspace }: MoveName): number {
  const rows = (keyspace: string): number =>
    [...(simulator.cluster.keyspaces.get(keyspace)?.shards.values() ?? [])]
      .flatMap((shard) => TABLES.map((table) => shard.tables.get(table)?.rows ?? 0))
      .reduce((sum, one) => sum + one, 0);
  return (100 * rows(targetKeyspace)) / rows("commerce");
}

function expectTrue(seen: readonly Seen[]): void {
  expect(seen.length).toBeGreaterThan(5);
  for (const [at, { percent, least, most }] of seen.entries()) {
    expect(percent, `${least} to ${most} %`).toBeGreaterThanOrEqual(Math.min(least, 99) - 5 - MEANWHILE);
    expect(percent, `${least} to ${most} %`).toBeLessThanOrEqual(most + 5 + MEANWHILE);
    expect(percent).toBeGreaterThanOrEqual(seen[at - 1]?.percent ?? 0);
    expect(percent).toBeLessThanOrEqual(99);
  }
}

function sumRows(rows: readonly { readonly rows: bigint }[] = []): bigint {
  return rows.reduce((all, one) => all + one.rows, 0n);
}

describe("while a copy runs under MySQL's default settings", () => {
  test("people read a percentage that is true, never falls and stays below 100", async () => {
    const { seen, statements, view } = await copied({ copySeconds: 4 });
    expectTrue(seen);
    // What requests will say is what the card said of the source.
    expect(Number(view.sizes.reduce((sum, { rows }) => sum + rows, 0n))).toBeGreaterThan(98_000);
    expect(view.earlier).toHaveLength(1);
    expect(view.earlier[0]?.rows ?? 0n).toBeGreaterThan(50_000n);
    expect(statements.every((statement) => statement.startsWith("select "))).toBe(true);
  });

  test("so they do of a copy into several shards", async () => {
    const { seen } = await copied({ name: SHARDED, copySeconds: 5 });
    expectTrue(seen);
    const last = seen.at(-1)?.reading;
    expect(last?.rowCounts?.shards?.map(({ shard }) => shard)).toEqual(["-80", "80-"]);
    expect(sumRows(last?.rowCounts?.shards)).toBe(sumRows(last?.rowCounts?.target));
    // The details tell the rate of each shard by these.
    expect(last?.recent?.points[0]?.shards.map(({ shard }) => shard)).toEqual(["-80", "80-"]);
  });

  test("another MySQL's counter is believed once it agrees with a count", async () => {
    const { seen, statements } = await copied({ copySeconds: 4, mysql: { version: "8.0.36" } });
    expectTrue(seen.filter(({ percent }) => percent !== undefined));
    expect(statements.filter((statement) => statement.includes("count(*)"))).toHaveLength(1);
  });

  test.each([
    ["a counter that is wrong", { version: "8.0.36", counters: "wrong" }, 1],
    ["a counter that takes too long to prove", { version: "8.0.36", longCounts: true }, 1],
    ["MariaDB, which would not end a count", { version: "10.11.6-MariaDB" }, 0],
    ["a MySQL that refuses to be asked", { counters: "refused" }, 0],
  ] as const)("no percentage comes from %s", async (_what, mysql, counts) => {
    const { seen, statements } = await copied({ mysql });
    expect(new Set(seen.map(({ percent }) => percent))).toEqual(new Set([undefined]));
    expect(statements.filter((statement) => statement.includes("count(*)"))).toHaveLength(counts);
  });

  test("tables that statistics call empty are counted", async () => {
    expectTrue((await copied({ copySeconds: 4, mysql: { unrecounted: true } })).seen);
  });

  test("a source that can neither tell nor count is asked once a minute", async () => {
    const { statements } = await copied({ mysql: { unrecounted: true, longCounts: true } });
    const asked = (part: string): number => statements.filter((statement) => statement.includes(part)).length;
    // Of a primary and a replica, and then each of the two tables.
    expect([asked("innodb_table_stats"), asked("count(*)")]).toEqual([2, 2]);
  });

  test("a MySQL that refused is left alone for ten minutes", async () => {
    const { statements } = await copied({ mysql: { counters: "refused" } });
    expect(statements).toHaveLength(1);
  });

  test.each([
    ["the policy says so", { countRows: false }],
    ["Vitess is older than 14", { version: 12 }],
  ] as const)("MySQL is not asked if %s", async (_what, options) => {
    const { seen, statements } = await copied(options);
    expect(new Set(seen.map(({ percent }) => percent)).size).toBeLessThan(2);
    expect(statements).toEqual([]);
  });
});
