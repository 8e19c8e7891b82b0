import { expect, onTestFinished, test } from "vitest";
import { openRedis } from "../../src/store/redis/connect.ts";
import type { DurabilityWish } from "../../src/store/durability.ts";
import { openStore } from "../../src/store/open.ts";
import type { Records } from "../../src/operations/records.ts";
import { type PrivateRedis, startRedis, startRedisCluster } from "../../practice/redis.ts";
import { reply } from "../../practice/redis-server.ts";
import { voteEvent } from "./decided.ts";
import { MOVE, MOVE_ID } from "./literals.ts";
import { noise } from "./with-redis.ts";

const WITHIN_MS = 20_000;

async function server(args: readonly string[] = []): Promise<PrivateRedis> {
  const started = await startRedis({ args });
  onTestFinished(() => started.close());
  return started;
}

/** A store of a server of its own, with what it said of the server. */
function storeOf({ url }: PrivateRedis, wish: DurabilityWish) {
  const [redis, durable] = [openRedis(url, "records", noise), openRedis(url, "durability", noise)];
  onTestFinished(() => [redis, durable].forEach((one) => one.disconnect()));
  const reasons: string[] = [];
  const onCannotTell = (reason: string): void => void reasons.push(reason);
  return { redis, reasons, records: openStore(redis, { durability: { ...wish, redis: durable, onCannotTell } }) };
}

/** Gives a command until the answer has this in it. */
async function said({ port }: PrivateRedis, command: string, part: string): Promise<void> {
  await expect.poll(() => reply(port, command), { timeout: WITHIN_MS }).toContain(part);
}

const write = (records: Records) => records.commit(MOVE_ID, () => ({ move: MOVE, audit: [voteEvent("U0BEN")], result: undefined }));

test("a write that a replica has is durable; while the replica stands still nobody vouches for a write, and afterwards it is again", async () => {
  const [master, replica] = [await server(), await server()];
  const { redis, records } = storeOf(master, { disk: false, replicas: 1 });
  await write(records);
  expect(await records.durable(100)).toBe(false);

  const other = openRedis(replica.url, "records", noise);
  await other.call("REPLICAOF", "127.0.0.1", master.port);
  await expect.poll(() => records.durable(WITHIN_MS), { timeout: WITHIN_MS }).toBe(true);
  expect(await other.exists("{tandem}:mark", "{tandem}:audit")).toBe(1);
  other.disconnect();

  await replica.freeze();
  await write(records);
  expect(await records.durable(WITHIN_MS)).toBe(false);
  await replica.thaw();
  await expect.poll(() => records.durable(WITHIN_MS), { timeout: WITHIN_MS }).toBe(true);
  expect(await redis.ping()).toBe("PONG");
});

test("in a Cluster whose replica has become the master a write is durable again", async () => {
  const master = await startRedisCluster();
  onTestFinished(() => master.close());
  const replica = await server(["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"]);
  await reply(replica.port, `CLUSTER MEET 127.0.0.1 ${master.port}`);
  const id = /[0-9a-f]{40}/.exec(await reply(master.port, "CLUSTER MYID"))?.[0];
  await said(replica, `CLUSTER REPLICATE ${id}`, "+OK");
  await said(replica, "INFO replication", "master_link_status:up");
  const { records } = storeOf(master, { disk: false, replicas: 1 });
  await write(records);
  await expect.poll(() => records.durable(WITHIN_MS), { timeout: WITHIN_MS }).toBe(true);

  await said(replica, "CLUSTER FAILOVER TAKEOVER", "+OK");
  await said(master, "INFO replication", "master_link_status:up");
  await write(records);
  await expect.poll(() => records.durable(WITHIN_MS), { timeout: WITHIN_MS }).toBe(true);
}, 60_000);

test("what is on the disk is waited for where the server can tell; one that cannot is reported once, and holds up nobody", async () => {
  const { redis, reasons, records } = storeOf(await server(), { disk: true, replicas: 0 });
  const [known] = (await redis.call("COMMAND", "INFO", "waitaof")) as readonly unknown[];
  await write(records);
  expect([await records.durable(WITHIN_MS), await records.durable(WITHIN_MS)]).toEqual([true, true]);
  const canTell = known !== null;
  expect(reasons.filter((reason) => reason.includes("unknown command"))).toHaveLength(canTell ? 0 : 1);
  // Without an append-only file nothing is on the disk.
  await redis.config("SET", "appendonly", "no");
  expect(await records.durable(WITHIN_MS)).toBe(!canTell);
});

test("a master that does not have what was confirmed vouches for nothing", async () => {
  const [master, replica] = [await server(), await server()];
  const { redis, records } = storeOf(master, { disk: false, replicas: 1 });
  const other = openRedis(replica.url, "records", noise);
  await other.call("REPLICAOF", "127.0.0.1", master.port);
  await write(records);
  await expect.poll(() => records.durable(WITHIN_MS), { timeout: WITHIN_MS }).toBe(true);
  await redis.flushall();
  expect(await records.durable(WITHIN_MS)).toBe(false);
  other.disconnect();
});

test("a server that is away vouches for nothing, and is not waited for", async () => {
  const master = await server();
  const { records } = storeOf(master, { disk: false, replicas: 1 });
  await write(records);
  await master.kill();
  expect(await records.durable(300)).toBe(false);
});

test("those who ask while one round runs share the next", async () => {
  const { redis, records } = storeOf(await server(), { disk: false, replicas: 1 });
  await write(records);
  await redis.call("CONFIG", "RESETSTAT");
  await Promise.all(Array.from({ length: 50 }, () => records.durable(WITHIN_MS)));
  expect(await redis.info("commandstats")).toMatch(/cmdstat_wait:calls=2,/);
});
