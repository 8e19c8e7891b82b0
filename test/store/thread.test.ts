import { describe, expect, test } from "vitest";
import { BODIES, ANA, MOVE, MOVES, MOVE_ID, READING } from "./literals.ts";
import { bench } from "./with-redis.ts";
import { moveIdNamed, tableNamed } from "../names.ts";

const { redis, fresh } = bench();

test("every kind of line comes back as it was written, in order, numbered from 0", async () => {
  const { records } = fresh();
  for (const body of BODIES) await records.addEntry(MOVE_ID, body);
  const entries = await records.entries(MOVE_ID, 0);
  expect(entries.map(({ body }) => body)).toEqual(BODIES);
  expect(entries.map(({ seq }) => seq)).toEqual(BODIES.map((_body, place) => place));
});

test("a line has the time of Redis' clock", async () => {
  const { records } = fresh();
  const before = await records.now();
  await records.addEntry(MOVE_ID, { kind: "gone" });
  const [entry] = await records.entries(MOVE_ID, 0);
  expect(entry?.at).toBeGreaterThanOrEqual(before);
  expect(entry?.at).toBeLessThanOrEqual(await records.now());
});

test("lines can be read from a given number on", async () => {
  const { records } = fresh();
  for (const uuid of ["a", "b", "c"]) await records.addEntry(MOVE_ID, { kind: "vdiff-started", by: ANA, uuid });
  expect((await records.entries(MOVE_ID, 1)).map(({ seq, body }) => [seq, body.kind === "vdiff-started" && body.uuid])).toEqual([
    [1, "b"],
    [2, "c"],
  ]);
  expect(await records.entries(MOVE_ID, 3)).toEqual([]);
});

test("a key is used once for each move, however many replicas try at the same moment", async () => {
  const { records } = fresh();
  const tries = await Promise.all(Array.from({ length: 50 }, () => records.addEntry(MOVE_ID, { kind: "gone" }, "gone")));
  expect(tries.filter(Boolean)).toHaveLength(1);
  expect(await records.entries(MOVE_ID, 0)).toHaveLength(1);
  expect(await records.addEntry(moveIdNamed("local/customer.other"), { kind: "gone" }, "gone")).toBe(true);
  expect(await records.addEntry(MOVE_ID, { kind: "gone" }, "gone-again")).toBe(true);
});

test("lines without a key are all kept, and hundreds at once get a number each", async () => {
  const { records } = fresh();
  await Promise.all(Array.from({ length: 300 }, () => records.addEntry(MOVE_ID, { kind: "moving-again" })));
  expect((await records.entries(MOVE_ID, 0)).map(({ seq }) => seq)).toEqual(Array.from({ length: 300 }, (_, place) => place));
});

test("the number of posted lines only grows, and to no more than there are: a store that went back is told of lines that it has lost", async () => {
  const { records } = fresh();
  await Promise.all(Array.from({ length: 4 }, () => records.addEntry(MOVE_ID, { kind: "moving-again" })));
  expect(await records.postedUpTo(MOVE_ID)).toBe(0);
  await records.setPostedUpTo(MOVE_ID, 3);
  await records.setPostedUpTo(MOVE_ID, 2);
  expect(await records.postedUpTo(MOVE_ID)).toBe(3);
  await records.setPostedUpTo(MOVE_ID, 5);
  expect(await records.postedUpTo(MOVE_ID)).toBe(3);
  await records.setPostedUpTo(MOVE_ID, 4);
  expect(await records.postedUpTo(MOVE_ID)).toBe(4);
});

test("a damaged line is a Fault that names the thread, and what is wrong with a line of its kind", async () => {
  const { records, prefix } = fresh();
  const key = `${prefix}:entries:${MOVE_ID}`;
  await redis().rpush(key, '17 {"v":1,"d":{"kind":"vote","requestId":"q-1","by":"U0BEN","reason":7}}');
  await expect(records.entries(MOVE_ID, 0)).rejects.toThrow(`${key} is damaged and was left as it is: vote: `);
});

test("a line of an unknown kind is a Fault that names the known kinds", async () => {
  const { records, prefix } = fresh();
  await redis().rpush(`${prefix}:entries:${MOVE_ID}`, '17 {"v":1,"d":{"kind":"lost"}}');
  await expect(records.entries(MOVE_ID, 0)).rejects.toThrow(/damaged.*kind: .*'created'.*'gone'/);
});

test("a reading comes back whole, numbers beyond 2^53 included, and the newest replaces the one before", async () => {
  const { records } = fresh();
  expect(await records.reading(MOVE_ID)).toBeUndefined();
  await records.saveReading(MOVE_ID, READING);
  expect(await records.reading(MOVE_ID)).toEqual(READING);
  const { workflow: _workflow, reverse: _reverse, trafficState: _state, ...gone } = READING;
  await records.saveReading(MOVE_ID, gone);
  expect(await records.reading(MOVE_ID)).toEqual(gone);
});

const sample = (done: number) => ({ at: done, done, rowsCopied: 2n ** 60n + 1n, tablesDone: 0, keys: "k", throttled: false });

const every2s = (n: number) => ({ ...sample(n), at: n * 2_000 });

test("a long history of samples is thinned with age, newest last", async () => {
  const { records } = fresh();
  for (let n = 0; n < 1_205; n++) await records.addSample(MOVE_ID, every2s(n));
  const kept = await records.samples(MOVE_ID);
  expect(kept.length).toBeLessThan(600);
  expect(kept[0]).toEqual(every2s(0));
  expect(kept.slice(-150)).toEqual(Array.from({ length: 150 }, (_, n) => every2s(1_055 + n)));
});

const between = { cluster: MOVE.name.cluster, sourceKeyspace: MOVE.sourceKeyspace, targetKeyspace: MOVE.name.targetKeyspace };
const copyOf = (n: number) =>
  ({
    workflow: MOVE.name.workflow,
    startedAt: n,
    finishedAt: n + 9,
    rows: 2n ** 60n,
    estimate: { from: n, to: n + 9 },
    told: 1,
    held: 1,
    throttled: 0.5,
  }) as const;

describe("finished copies", () => {
  test("are kept between two keyspaces, the newest twenty", async () => {
    const { records } = fresh();
    for (let n = 0; n < 23; n++) await records.saveFinishedCopy(between, copyOf(n));
    expect(await records.finishedCopies(between)).toEqual(Array.from({ length: 20 }, (_, n) => copyOf(22 - n)));
    expect(await records.finishedCopies({ ...between, sourceKeyspace: between.targetKeyspace })).toEqual([]);
  });

  test("the same one again replaces itself", async () => {
    const { records } = fresh();
    await records.saveFinishedCopy(between, copyOf(1));
    await records.saveFinishedCopy(between, { ...copyOf(1), held: 0 });
    expect(await records.finishedCopies(between)).toEqual([{ ...copyOf(1), held: 0 }]);
  });
});

test("sizes are empty before the first were saved", async () => {
  const { records } = fresh();
  expect(await records.sizes(MOVE_ID)).toEqual([]);
  await records.saveSizes(MOVE_ID, [{ table: tableNamed("customer"), rows: 2n ** 63n, bytes: 0n }]);
  expect(await records.sizes(MOVE_ID)).toEqual([{ table: "customer", rows: 2n ** 63n, bytes: 0n }]);
});

test("a message is kept until it is forgotten", async () => {
  const { records } = fresh();
  const message = { channel: MOVES, ts: "1700000000.000100", shows: "digest" };
  await records.saveMessage("card:x", message);
  expect(await records.message("card:x")).toEqual(message);
  await records.forgetMessage("card:x");
  expect(await records.message("card:x")).toBeUndefined();
});

test("a group's members are unknown before the first reading, may be nobody, and are as old as their reading", async () => {
  const { records } = fresh();
  expect(await records.members("S0DBA")).toBeUndefined();
  await records.saveMembers("S0DBA", []);
  expect(await records.members("S0DBA")).toMatchObject({ people: [] });
  await records.saveMembers("S0DBA", [ANA]);
  const first = await records.members("S0DBA");
  expect(first).toMatchObject({ people: [ANA] });
  expect(first?.ageMs).toBeGreaterThanOrEqual(0);
  expect((first?.readAt ?? 0) + (first?.ageMs ?? 0)).toBeLessThanOrEqual(await records.now());
  await records.saveMembers("S0DBA", [ANA]);
  expect((await records.members("S0DBA"))?.readAt).toBeGreaterThanOrEqual(first?.readAt ?? Number.NaN);
});
