import { afterAll, beforeAll, expect, test } from "vitest";
import { openRedis } from "../../src/store/redis/connect.ts";
import type { Connection } from "../../src/store/redis/connection.ts";
import { openStore } from "../../src/store/open.ts";
import { verifyAudit } from "../../src/store/audit/verify.ts";
import { cuttingProxy, type CuttingProxy } from "./cutting-proxy.ts";
import { voteEvent, voteOf } from "./decided.ts";
import { CHO, MOVE, MOVE_ID, REQUEST } from "./literals.ts";
import { bench, noise } from "./with-redis.ts";
import { moveIdNamed } from "../names.ts";

const { server, redis, fresh } = bench();
let proxy: CuttingProxy;
let behind: Connection;

beforeAll(async () => {
  proxy = await cuttingProxy(server().port);
  behind = openRedis(proxy.url, "records", noise);
});
afterAll(async () => {
  behind.disconnect();
  await proxy.close();
});

test("a vote whose answer from Redis was lost is counted once and reported as counted", async () => {
  const { records, prefix } = fresh();
  await records.requests.create("q-1", REQUEST);
  await records.requests.change("q-1", (request) => ({ write: request, result: "warm" }));
  const cut = openStore(behind, { prefix });
  const lostBefore = proxy.lost();
  proxy.loseAnswerTo("U0CHO");
  const told = await cut.requests.change("q-1", (request, now) =>
    request.votes.some(({ by }) => by === CHO)
      ? { result: "already voted" }
      : { write: { ...request, votes: [...request.votes, { by: CHO, at: now, kind: "approve", reason: "" }] }, result: "counted" },
  );
  expect(proxy.lost()).toBe(lostBefore + 1);
  expect(told).toBe("counted");
  expect((await records.requests.get("q-1"))?.votes).toHaveLength(2);
});

test("a record whose create lost its answer was created by us, not by somebody else", async () => {
  const { records, prefix } = fresh();
  await records.moves.create("local/customer.warm", MOVE);
  const cut = openStore(behind, { prefix });
  const lostBefore = proxy.lost();
  proxy.loseAnswerTo("commerce2customer");
  expect(await cut.moves.create(MOVE_ID, MOVE)).toBe(true);
  expect(proxy.lost()).toBe(lostBefore + 1);
});

test("a thread line whose answer was lost is there once", async () => {
  const { records, prefix } = fresh();
  await records.addEntry(moveIdNamed("local/customer.warm"), { kind: "gone" });
  const cut = openStore(behind, { prefix });
  const lostBefore = proxy.lost();
  proxy.loseAnswerTo("moving-again");
  await cut.addEntry(MOVE_ID, { kind: "moving-again" });
  expect(proxy.lost()).toBe(lostBefore + 1);
  expect(await records.entries(MOVE_ID, 0)).toHaveLength(1);
});

test("an audit link whose answer was lost is in the chain once", async () => {
  const { records, prefix } = fresh();
  await records.audit({ kind: "warm", moveId: MOVE_ID, facts: {} });
  const cut = openStore(behind, { prefix });
  const lostBefore = proxy.lost();
  proxy.loseAnswerTo("approved-by-cho");
  await cut.audit({ kind: "approved-by-cho", moveId: MOVE_ID, facts: {} });
  expect(proxy.lost()).toBe(lostBefore + 1);
  expect(await verifyAudit(redis(), prefix)).toMatchObject({ kind: "intact", links: 2 });
});

test("a commit whose answer was lost is written once, and returns the jobs that it wants", async () => {
  const { records, prefix } = fresh();
  await records.commit(MOVE_ID, () => ({ move: MOVE, request: REQUEST, audit: [voteEvent("U0BEN")], result: undefined }));
  const cut = openStore(behind, { prefix });
  const lostBefore = proxy.lost();
  proxy.loseAnswerTo("U0DEV");
  const { result, wanted } = await cut.commit(MOVE_ID, voteOf("U0DEV"));
  expect(proxy.lost()).toBe(lostBefore + 1);
  expect(result).toBe("counted");
  expect((await records.requests.get("q-1"))?.votes).toHaveLength(2);
  expect(await records.entries(MOVE_ID, 0)).toHaveLength(1);
  expect(await verifyAudit(redis(), prefix)).toMatchObject({ kind: "intact", links: 2 });
  expect(await records.outbox(0)).toEqual(wanted);
});

test("a lease whose answer was lost is ours", async () => {
  const { records, prefix } = fresh();
  await (await records.lease("warm", 10_000))?.release();
  const cut = openStore(behind, { prefix });
  const lostBefore = proxy.lost();
  proxy.loseAnswerTo("lease:cut");
  const lease = await cut.lease("cut", 10_000);
  expect(proxy.lost()).toBe(lostBefore + 1);
  expect(lease).toBeDefined();
  expect(await lease?.renew()).toBe(true);
});
