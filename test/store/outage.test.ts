import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openRedis } from "../../src/store/redis/connect.ts";
import type { Connection } from "../../src/store/redis/connection.ts";
import { openStore } from "../../src/store/open.ts";
import { verifyAudit } from "../../src/store/audit/verify.ts";
import { startRedis, type PrivateRedis } from "../../practice/redis.ts";
import { cuttingProxy } from "./cutting-proxy.ts";
import { MOVE_ID, MOVE, REQUEST } from "./literals.ts";
import { freshPrefix, noise } from "./with-redis.ts";
import { moveIdNamed } from "../names.ts";

let server: PrivateRedis;
let redis: Connection;

beforeAll(async () => {
  // Every write reaches the disk before its answer, which makes a power cut right after it a fair test.
  server = await startRedis({ args: ["--appendfsync", "always"] });
  redis = openRedis(server.url, "records", noise);
});
afterAll(async () => {
  redis.disconnect();
  await server.close();
});

test("while Redis is away everything fails as unreachable within three seconds; once it is back, so is every record", async () => {
  const prefix = freshPrefix();
  const records = openStore(redis, { prefix });
  await records.moves.create(MOVE_ID, MOVE);
  await records.requests.create("q-1", REQUEST);
  await records.addEntry(MOVE_ID, { kind: "gone" }, "once");
  await records.audit({ kind: "vote", moveId: MOVE_ID, facts: {} });
  const lease = await records.lease("w", 60_000);

  await server.kill();
  const started = Date.now();
  const failures = await Promise.allSettled([
    records.now(),
    records.moves.get(MOVE_ID),
    records.moves.active(),
    records.moves.create("local/customer.late", MOVE),
    records.requests.change("q-1", () => ({ result: 1 })),
    records.addEntry(MOVE_ID, { kind: "gone" }),
    records.entries(MOVE_ID, 0),
    records.audit({ kind: "late", moveId: MOVE_ID, facts: {} }),
    records.reading(MOVE_ID),
    records.lease("v", 1_000),
  ]);
  expect(Date.now() - started).toBeLessThan(3_000);
  for (const failure of failures) {
    expect(failure).toMatchObject({ status: "rejected", reason: { name: "Fault", kind: "unreachable" } });
  }

  await server.revive();
  await expect.poll(() => records.now().then(Boolean, () => false)).toBe(true);
  expect(await records.moves.get(MOVE_ID)).toEqual(MOVE);
  expect(await records.requests.live()).toEqual([REQUEST]);
  expect(await records.entries(MOVE_ID, 0)).toHaveLength(1);
  expect(await records.addEntry(MOVE_ID, { kind: "gone" }, "once")).toBe(false);
  expect(await lease?.renew()).toBe(true);
  expect(await verifyAudit(redis, prefix)).toMatchObject({ kind: "intact" });
});

test("what was refused without a connection is not written when the network is back", async () => {
  const prefix = freshPrefix();
  const direct = openStore(redis, { prefix });
  await direct.requests.create("q-0", REQUEST);
  await direct.addEntry(moveIdNamed("local/customer.warm"), { kind: "gone" });
  const network = await cuttingProxy(server.port);
  const behind = openRedis(network.url, "records", noise);
  const records = openStore(behind, { prefix });
  await records.now();
  await network.close();
  await expect.poll(() => behind.status).not.toBe("ready");
  await expect(records.requests.create("q-1", REQUEST)).rejects.toMatchObject({ kind: "unreachable" });
  await expect(records.addEntry(MOVE_ID, { kind: "gone" })).rejects.toMatchObject({ kind: "unreachable" });
  const repaired = await cuttingProxy(server.port, network.port);
  await expect.poll(() => records.now().then(Boolean, () => false)).toBe(true);
  expect(await direct.requests.get("q-1")).toBeUndefined();
  expect(await direct.entries(MOVE_ID, 0)).toEqual([]);
  behind.disconnect();
  await repaired.close();
});

test("an outage too short to notice is waited out", async () => {
  const prefix = freshPrefix();
  await openStore(redis, { prefix }).moves.create(MOVE_ID, MOVE);
  const network = await cuttingProxy(server.port);
  const behind = openRedis(network.url, "records", noise);
  const records = openStore(behind, { prefix });
  await records.now();
  await network.close();
  await expect.poll(() => behind.status).not.toBe("ready");
  const reading = records.moves.get(MOVE_ID);
  const repaired = await cuttingProxy(server.port, network.port);
  expect(await reading).toEqual(MOVE);
  behind.disconnect();
  await repaired.close();
});

test("a Redis that hangs is unreachable too, and not waited for", async () => {
  const records = openStore(redis, { prefix: freshPrefix() });
  await records.now();
  const blocker = openRedis(server.url, "workers", noise);
  await blocker.call("CLIENT", "PAUSE", "60000", "ALL");
  const started = Date.now();
  await expect(records.now()).rejects.toMatchObject({ kind: "unreachable" });
  expect(Date.now() - started).toBeLessThan(3_000);
  blocker.disconnect();
  await server.kill();
  await server.revive();
  await expect.poll(() => records.now().then(Boolean, () => false)).toBe(true);
});

test("a wrong password is denied, not unreachable", async () => {
  const locked = await startRedis({ args: ["--requirepass", "secret"] });
  onTestFinished(() => locked.close());
  const stranger = openRedis(locked.url, "records", noise);
  const guest = openRedis(`redis://:secret@127.0.0.1:${locked.port}/3`, "records", noise);
  await expect
    .poll(() =>
      openStore(stranger)
        .now()
        .then(String, (error: { kind?: string }) => error.kind),
    )
    .toBe("denied");
  expect(await openStore(guest).now()).toBeGreaterThan(0);
  expect(await guest.client("INFO")).toContain("db=3");
  stranger.disconnect();
  guest.disconnect();
});
