import { afterAll, beforeAll, expect, test } from "vitest";
import { Cluster } from "ioredis";
import { checkRedis } from "../../src/store/redis/check.ts";
import { openRedis } from "../../src/store/redis/connect.ts";
import type { Connection } from "../../src/store/redis/connection.ts";
import { indexByMove } from "../../src/store/index-by-move.ts";
import { openStore } from "../../src/store/open.ts";
import { verifyAudit } from "../../src/store/audit/verify.ts";
import { startRedisCluster, type PrivateRedis } from "../../practice/redis.ts";
import { voteOf } from "./decided.ts";
import { FULL_EXECUTION, MOVE, MOVE_ID, READING, REQUEST } from "./literals.ts";
import { noise } from "./with-redis.ts";
import { requestNamed } from "../names.ts";

let server: PrivateRedis;
let redis: Connection;

// One node that holds every slot refuses a script over several slots as a real cluster does.
beforeAll(async () => {
  server = await startRedisCluster();
  redis = openRedis(server.url, "records", noise);
});
afterAll(async () => {
  redis.disconnect();
  await server.close();
});

test("on a Redis Cluster every record works as on one Redis", async () => {
  expect(redis).toBeInstanceOf(Cluster);
  const records = openStore(redis);
  expect(await records.moves.create(MOVE_ID, MOVE)).toBe(true);
  expect(await records.moves.active()).toEqual([MOVE]);
  await records.requests.create("q-1", REQUEST);
  expect(await records.requests.change("q-1", (request) => ({ write: { ...request, used: true }, result: "used" }))).toBe("used");
  await records.executions.create("q-1", FULL_EXECUTION);
  expect(await records.executions.unsettled()).toEqual([FULL_EXECUTION]);
  await records.saveReading(MOVE_ID, READING);
  expect(await records.reading(MOVE_ID)).toEqual(READING);
  await records.addEntry(MOVE_ID, { kind: "gone" }, "gone");
  expect(await records.entries(MOVE_ID, 0)).toHaveLength(1);
  await records.setPostedUpTo(MOVE_ID, 1);
  expect(await records.postedUpTo(MOVE_ID)).toBe(1);
  await records.audit({ kind: "vote", moveId: MOVE_ID, facts: {} });
  expect(await verifyAudit(redis)).toMatchObject({ kind: "intact", links: 1 });
  await indexByMove(redis);
  expect(await records.dossier(MOVE_ID)).toMatchObject({ move: MOVE, execution: FULL_EXECUTION });
  const { result, wanted } = await records.commit(MOVE_ID, voteOf("U0CHO"), { request: requestNamed("q-1"), execution: "q-1" });
  expect(result).toBe("counted");
  expect(await records.entries(MOVE_ID, 0)).toHaveLength(2);
  expect(await verifyAudit(redis)).toMatchObject({ kind: "intact", links: 2 });
  expect(await records.outbox(0)).toEqual(wanted);
  await records.handedOver(wanted);
  expect(await records.outbox(0)).toEqual([]);
  const facts = { cluster: MOVE.name.cluster, moveId: MOVE_ID, reason: { kind: "before", step: "switch" } } as const;
  expect(await records.saveSnapshot(facts, READING.rules, "step:e1:0")).toBe("r-1");
  expect(await records.snapshot(MOVE.name.cluster, "r-1")).toMatchObject({ ...facts, rules: READING.rules });
  const lease = await records.lease("w", 1_000);
  expect(await lease?.renew()).toBe(true);
  expect(Math.abs((await records.now()) - Date.now())).toBeLessThan(2_000);
});

test("every node of a cluster is checked", async () => {
  expect(await checkRedis(redis)).toEqual({ problems: [], dangers: [], unchecked: [] });
  await redis.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
  expect((await checkRedis(redis)).problems).toEqual([expect.stringContaining("allkeys-lru")]);
});
