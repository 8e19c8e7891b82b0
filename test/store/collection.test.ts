import { describe, expect, test } from "vitest";
import { Fault } from "../../src/operations/fault.ts";
import type { Records } from "../../src/operations/records.ts";
import { openRedis } from "../../src/store/redis/connect.ts";
import { openStore } from "../../src/store/open.ts";
import { ANA, CHO, FULL_EXECUTION, FULL_MOVE, MOVE, MOVE_ID, MOVES, REQUEST } from "./literals.ts";
import { bench, noise } from "./with-redis.ts";
import { requestNamed, tableNamed } from "../names.ts";

const { server, redis, fresh } = bench();

describe("a record", () => {
  test("comes back as it was written, optional fields and 64-bit numbers included", async () => {
    const { records } = fresh();
    await records.moves.create(MOVE_ID, FULL_MOVE);
    await records.requests.create("q-1", REQUEST);
    await records.executions.create("q-1", FULL_EXECUTION);
    expect(await records.moves.get(MOVE_ID)).toEqual(FULL_MOVE);
    expect(await records.requests.get("q-1")).toEqual(REQUEST);
    expect(await records.executions.get("q-1")).toEqual(FULL_EXECUTION);
  });

  test("is created once: the second attempt answers false and changes nothing", async () => {
    const { records } = fresh();
    expect(await records.moves.create(MOVE_ID, MOVE)).toBe(true);
    expect(await records.moves.create(MOVE_ID, FULL_MOVE)).toBe(false);
    expect(await records.moves.get(MOVE_ID)).toEqual(MOVE);
  });

  test("that nobody wrote is undefined, and a change of it decides nothing", async () => {
    const { records } = fresh();
    expect(await records.requests.get("q-9")).toBeUndefined();
    expect(await records.requests.change("q-9", () => ({ result: "decided" }))).toBeUndefined();
  });

  test("is decided by Redis' clock, not by this machine's", async () => {
    const { records } = fresh();
    await records.moves.create(MOVE_ID, MOVE);
    const before = await records.now();
    const seen = await records.moves.change(MOVE_ID, (_move, now) => ({ result: now }));
    const after = await records.now();
    expect(seen).toBeGreaterThanOrEqual(before);
    expect(seen).toBeLessThanOrEqual(after);
    const [seconds] = await redis().time();
    expect(Math.abs(after / 1000 - Number(seconds))).toBeLessThan(2);
  });

  test("stays if the decision writes nothing", async () => {
    const { records } = fresh();
    await records.moves.create(MOVE_ID, MOVE);
    expect(await records.moves.change(MOVE_ID, ({ tables }) => ({ result: tables.length }))).toBe(2);
    expect(await records.moves.get(MOVE_ID)).toEqual(MOVE);
  });

  test("is decided again if somebody wrote between the load and the write", async () => {
    const { records } = fresh();
    await records.moves.create(MOVE_ID, MOVE);
    let rounds = 0;
    const follow = records.moves.change(MOVE_ID, (move) => {
      rounds += 1;
      return { write: { ...move, followers: [...move.followers, MOVES] }, result: undefined };
    });
    const add = records.moves.change(MOVE_ID, (move) => {
      rounds += 1;
      return { write: { ...move, tables: [...move.tables, tableNamed("product")] }, result: undefined };
    });
    await Promise.all([follow, add]);
    expect(rounds).toBe(3);
    const move = await records.moves.get(MOVE_ID);
    expect(move?.followers).toEqual([MOVES]);
    expect(move?.tables).toEqual(["customer", "corder", "product"]);
  });
});

function threeReplicas(prefix: string): { readonly stores: readonly [Records, Records, Records]; readonly close: () => void } {
  const connections = [1, 2, 3].map(() => openRedis(server().url, "records", noise));
  const [a = redis(), b = redis(), c = redis()] = connections;
  return {
    stores: [openStore(a, { prefix }), openStore(b, { prefix }), openStore(c, { prefix })],
    close: () => connections.forEach((connection) => connection.disconnect()),
  };
}

test("a thousand changes at once from three connections each count exactly once", async () => {
  const { prefix } = fresh();
  const { stores, close } = threeReplicas(prefix);
  const [first] = stores;
  // A record that grew with every change would measure how long a thousand votes take to read.
  await first.requests.create("q-1", { ...REQUEST, useForMs: 0 });

  const answers = await Promise.all(
    Array.from({ length: 1_000 }, (_, place) =>
      (stores[place % 3] ?? first).requests.change("q-1", (request) => ({
        write: { ...request, useForMs: request.useForMs + 1 },
        result: request.useForMs,
      })),
    ),
  );
  const counted = (await first.requests.get("q-1"))?.useForMs;
  close();

  expect(counted).toBe(1_000);
  // Everybody got a different place: nobody decided on a state that another decision used.
  expect(new Set(answers).size).toBe(1_000);
});

test("of a thousand rivals for one place exactly one gets it", async () => {
  const { prefix } = fresh();
  const { stores, close } = threeReplicas(prefix);
  const [first] = stores;
  await first.requests.create("q-1", { ...REQUEST, votes: [] });
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, (_, place) =>
      (stores[place % 3] ?? first).requests.change("q-1", (request, now) =>
        request.state.kind === "open"
          ? { write: { ...request, state: { kind: "withdrawn", at: now, by: ANA } }, result: "mine" }
          : { result: "too late" },
      ),
    ),
  );
  close();
  expect(answers.filter((answer) => answer === "mine")).toHaveLength(1);
});

describe("the index", () => {
  test("of moves lists those that have not ended", async () => {
    const { records } = fresh();
    await records.moves.create(MOVE_ID, MOVE);
    await records.moves.create("local/customer.old", { ...FULL_MOVE, state: { kind: "ended", at: 1, how: "completed" } });
    expect(await records.moves.active()).toEqual([MOVE]);
    await records.moves.change(MOVE_ID, (move, now) => ({
      write: { ...move, state: { kind: "ended", at: now, how: "gone" } },
      result: undefined,
    }));
    expect(await records.moves.active()).toEqual([]);
  });

  test("of requests lists those that are still live", async () => {
    const { records } = fresh();
    await records.requests.create("q-1", REQUEST);
    const approved = await records.requests.change("q-1", (request, now) => {
      const write = { ...request, state: { kind: "approved", at: now, useBy: now + 1 } } as const;
      return { write, result: write };
    });
    expect(await records.requests.live()).toEqual([approved]);
    await records.requests.change("q-1", (request) => ({
      write: { ...request, state: { kind: "used", approvedAt: 1, at: 2 } },
      result: undefined,
    }));
    expect(await records.requests.live()).toEqual([]);
  });

  test("of executions lists those without an outcome", async () => {
    const { records } = fresh();
    await records.executions.create("q-1", FULL_EXECUTION);
    expect(await records.executions.unsettled()).toEqual([FULL_EXECUTION]);
    const state = { kind: "ended", outcome: { kind: "succeeded", at: 1 } } as const;
    await records.executions.change("q-1", (execution) => ({ write: { ...execution, state }, result: undefined }));
    expect(await records.executions.unsettled()).toEqual([]);
  });
});

describe("the inbox", () => {
  const command = { id: requestNamed("1.2"), by: CHO, channel: MOVES, text: "status", responseUrl: "http://127.0.0.1/r", receivedAt: 1 };

  test("keeps a command until it is answered, and does not accept it again afterwards", async () => {
    const { records } = fresh();
    await records.inbox.create("1.2", command);
    expect(await records.inbox.pending()).toEqual([command]);
    await records.inbox.done("1.2");
    expect(await records.inbox.pending()).toEqual([]);
    expect(await records.inbox.get("1.2")).toBeUndefined();
    expect(await records.inbox.create("1.2", command)).toBe(false);
    expect(await records.inbox.pending()).toEqual([]);
  });

  test("forgets at once what an answered command said, its response URL above all", async () => {
    const { records, prefix } = fresh();
    await records.inbox.create("1.2", command);
    expect(await redis().hget(`${prefix}:inbound:1.2`, "json")).toContain(command.responseUrl);
    await records.inbox.done("1.2");
    expect(JSON.stringify(await redis().hgetall(`${prefix}:inbound:1.2`))).not.toMatch(/127|status/);
  });

  test("lets an answered command expire", async () => {
    const { records, prefix } = fresh();
    await records.inbox.create("1.2", command);
    await records.inbox.done("1.2");
    const left = await redis().pttl(`${prefix}:inbound:1.2`);
    expect(left).toBeGreaterThan(3_500_000);
    expect(left).toBeLessThanOrEqual(3_600_000);
  });
});

describe("a damaged record", () => {
  const damages: readonly (readonly [string, string])[] = [
    ["text that is not JSON", "{"],
    ["JSON that is not a record", '["move"]'],
    ["a field of the wrong type", JSON.stringify({ v: 2, d: { ...MOVE, tables: "customer" } })],
    ["a missing field", JSON.stringify({ v: 2, d: { ...MOVE, tables: undefined } })],
  ];

  test.each(damages)("with %s is a Fault that names the key, and is never overwritten", async (_what, text) => {
    const { records, prefix } = fresh();
    const key = `${prefix}:move:${MOVE_ID}`;
    await records.moves.create(MOVE_ID, MOVE);
    await redis().hset(key, "json", text);
    await expect(records.moves.get(MOVE_ID)).rejects.toThrow(key);
    await expect(records.moves.get(MOVE_ID)).rejects.toMatchObject({ name: "Fault", kind: "unexpected" });
    await expect(records.moves.change(MOVE_ID, () => ({ write: MOVE, result: 1 }))).rejects.toThrow(key);
    expect(await records.moves.create(MOVE_ID, MOVE)).toBe(false);
    expect(await redis().hget(key, "json")).toBe(text);
  });

  test("of a newer Tandem says so, and stays", async () => {
    const { records, prefix } = fresh();
    const key = `${prefix}:move:${MOVE_ID}`;
    const text = JSON.stringify({ v: 3, d: { lanes: 3 } });
    await redis().hset(key, "rev", "1", "by", "x", "json", text);
    await expect(records.moves.get(MOVE_ID)).rejects.toThrow(/newer Tandem/);
    await expect(records.moves.change(MOVE_ID, () => ({ write: MOVE, result: 1 }))).rejects.toThrow(key);
    expect(await redis().hget(key, "json")).toBe(text);
  });

  test("of another Redis type is a Fault, and stays", async () => {
    const { records, prefix } = fresh();
    await redis().set(`${prefix}:move:${MOVE_ID}`, "a string");
    await expect(records.moves.get(MOVE_ID)).rejects.toMatchObject({ name: "Fault", kind: "unexpected" });
    expect(await redis().get(`${prefix}:move:${MOVE_ID}`)).toBe("a string");
  });

  test("does not hide the others from a list: it is reported, and left out", async () => {
    const { records, prefix } = fresh();
    await records.moves.create(MOVE_ID, MOVE);
    await records.moves.create("local/customer.bad", MOVE);
    await redis().hset(`${prefix}:move:local/customer.bad`, "json", "{");
    await expect(records.moves.active()).rejects.toThrow("local/customer.bad");
    const told: Fault[] = [];
    const careful = openStore(redis(), { prefix, onDamaged: (fault) => told.push(fault) });
    expect(await careful.moves.active()).toEqual([MOVE]);
    expect(told.map(({ message }) => message)).toEqual([expect.stringContaining(`${prefix}:move:local/customer.bad`)]);
  });

  test("is not written in the first place: a value that could not be read back is a Fault", async () => {
    const { records } = fresh();
    await expect(records.moves.create(MOVE_ID, { ...MOVE, askedAt: Number.NaN })).rejects.toMatchObject({ kind: "unexpected" });
    expect(await records.moves.get(MOVE_ID)).toBeUndefined();
  });
});

test("a prefix without a hash tag is refused, because scripts would fail on a Redis Cluster", () => {
  expect(() => openStore(redis(), { prefix: "tandem" })).toThrow(/hash tag/);
});
