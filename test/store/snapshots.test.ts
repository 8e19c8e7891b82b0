import { expect, test } from "vitest";
import type { ClusterName } from "../../src/core/vitess/names.ts";
import type { Rules } from "../../src/core/readings/readings.ts";
import type { SnapshotNote } from "../../src/core/rules/snapshots.ts";
import { createKeys } from "../../src/store/redis/keys.ts";
import { ANA, MOVE_ID, READING } from "./literals.ts";
import { bench } from "./with-redis.ts";

const { redis, fresh } = bench();

const PROD = "prod" as ClusterName;
const LAB = "lab" as ClusterName;
const EMPTY: Rules = { tables: [], shards: [], keyspaces: [], mirrors: [] };
const BEFORE_SWITCH: Omit<SnapshotNote, "id" | "at"> = { cluster: PROD, moveId: MOVE_ID, reason: { kind: "before", step: "switch" } };
const BY_ANA: Omit<SnapshotNote, "id" | "at"> = { cluster: PROD, label: "rules.json", reason: { kind: "asked", by: ANA } };

test("a snapshot comes back whole, with why and when it was taken", async () => {
  const { records } = fresh();
  const from = await records.now();
  expect(await records.saveSnapshot(BEFORE_SWITCH, READING.rules, "step:e1:0")).toBe("r-1");
  expect(await records.saveSnapshot(BY_ANA, EMPTY, "save:i1")).toBe("r-2");
  expect(await records.snapshot(PROD, "r-1")).toEqual({ ...BEFORE_SWITCH, id: "r-1", at: expect.any(Number), rules: READING.rules });
  expect(await records.snapshot(PROD, "rules.json")).toEqual({ ...BY_ANA, id: "r-2", at: expect.any(Number), rules: EMPTY });
  expect((await records.snapshot(PROD, "r-1"))?.at).toBeGreaterThanOrEqual(from);
});

test("no two clusters share an id, and neither sees the other's", async () => {
  const { records } = fresh();
  await records.saveSnapshot(BEFORE_SWITCH, READING.rules, "step:e1:0");
  expect(await records.saveSnapshot({ ...BEFORE_SWITCH, cluster: LAB }, EMPTY, "step:e1:0")).toBe("r-2");
  expect((await records.snapshots(PROD)).map(({ id }) => id)).toEqual(["r-1"]);
  expect(await records.snapshot(PROD, "r-2")).toBeUndefined();
  expect(await records.snapshot(PROD, "no-such-label")).toBeUndefined();
});

test("the same key saves once, however many workers try, and keeps what was there first", async () => {
  const { records } = fresh();
  const tries = await Promise.all(Array.from({ length: 30 }, () => records.saveSnapshot(BEFORE_SWITCH, READING.rules, "step:e1:0")));
  expect(new Set(tries).size).toBe(1);
  expect(await records.saveSnapshot(BEFORE_SWITCH, EMPTY, "step:e1:0")).toBe("r-1");
  expect((await records.snapshot(PROD, "r-1"))?.rules).toEqual(READING.rules);
  expect(await records.saveSnapshot(BEFORE_SWITCH, EMPTY, "step:e1:2")).toBe("r-2");
});

test("a label that is used again means the newest snapshot", async () => {
  const { records } = fresh();
  await records.saveSnapshot(BY_ANA, READING.rules, "save:i1");
  await records.saveSnapshot(BY_ANA, EMPTY, "save:i2");
  expect((await records.snapshot(PROD, "rules.json"))?.id).toBe("r-2");
});

test("the newest 200 snapshots before steps stay, nothing is left of older ones, and none of them pushes out what people saved", async () => {
  const { records, prefix } = fresh();
  await records.saveSnapshot(BY_ANA, EMPTY, "save:i1");
  for (let round = 0; round < 203; round++) await records.saveSnapshot(BEFORE_SWITCH, EMPTY, `step:e${round}:0`);
  const ids = (await records.snapshots(PROD)).map(({ id }) => id);
  expect(ids).toHaveLength(201);
  expect([ids[0], ids.at(-2), ids.at(-1)]).toEqual(["r-204", "r-5", "r-1"]);
  const keys = createKeys(prefix);
  expect(await redis().hlen(keys.snapshotRules(PROD))).toBe(201);
  expect(await redis().hlen(keys.snapshotKeys(PROD))).toBe(201);
  for (let round = 0; round < 51; round++) await records.saveSnapshot(BY_ANA, EMPTY, `save:again-${round}`);
  expect(await records.snapshot(PROD, "r-1")).toBeUndefined();
  expect(await records.snapshots(PROD)).toHaveLength(250);
});
