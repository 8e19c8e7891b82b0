import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type PrivateRedis, startRedis } from "./redis.ts";
import { findFreePort, removeServer, reply, startServer } from "./redis-server.ts";

// A real installation waits longer before it calls a master dead; a test should not.
const DEAD_AFTER_MS = 2_000;
const READY_LIMIT_MS = 30_000;
const SLOTS = 16_384;
const MASTER_NAME = "main";

/**
 * A master, a replica, and three Sentinels that agree on a new master. `kill` and `freeze` strike whoever is the master then, `revive` and
 * `thaw` the one that was struck. The address is `redis+sentinel://…/main`.
 */
export async function startRedisWithSentinels(): Promise<PrivateRedis> {
  const [first, second] = await Promise.all([startRedis(), startRedis()]);
  await reply(second.port, `REPLICAOF 127.0.0.1 ${first.port}`);
  await untilSaid(second.port, "INFO replication", /master_link_status:up/);
  const sentinels = await Promise.all([startSentinel(first.port), startSentinel(first.port), startSentinel(first.port)]);
  // Before that they do not know whom to make the master, or whom to ask.
  for (const { port } of sentinels) await untilSaid(port, "INFO sentinel", /slaves=1,sentinels=3/);
  const [{ port: asked }] = sentinels;
  const url = `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(",")}/${MASTER_NAME}`;
  const findMaster = async (): Promise<PrivateRedis> => {
    const address = await reply(asked, `SENTINEL GET-MASTER-ADDR-BY-NAME ${MASTER_NAME}`);
    return address.includes(`\r\n${second.port}\r\n`) ? second : first;
  };
  return asOneRedis(url, [first, second], findMaster, () => Promise.all(sentinels.map((one) => one.close())));
}

/**
 * Three masters with a replica each. `kill` and `freeze` strike the master of the keys with the tag `{tandem}`, `revive` and `thaw` the one
 * that was struck. The address is `redis+cluster://…`, with all six.
 */
export async function startRedisClusterOfSix(): Promise<PrivateRedis> {
  const args = ["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1", "--cluster-node-timeout", String(DEAD_AFTER_MS)];
  const start = (): Promise<PrivateRedis> => startRedis({ args: [...args, "--cluster-replica-validity-factor", "0"] });
  const nodes = await Promise.all(Array.from({ length: 6 }, start));
  const [first, ...others] = nodes;
  if (first === undefined) throw new Error("no node");
  const masters = nodes.slice(0, 3);
  for (const [place, { port }] of masters.entries()) {
    const [from, to] = [place, place + 1].map((third) => Math.floor((SLOTS * third) / 3));
    await reply(port, `CLUSTER ADDSLOTSRANGE ${from} ${(to ?? 0) - 1}`);
  }
  for (const { port } of others) await reply(port, `CLUSTER MEET 127.0.0.1 ${first.port}`);
  for (const { port } of nodes) await untilSaid(port, "CLUSTER INFO", /cluster_known_nodes:6/);
  for (const [place, { port }] of nodes.slice(3).entries()) {
    const id = /[0-9a-f]{40}/.exec(await reply(masters[place]?.port ?? 0, "CLUSTER MYID"))?.[0];
    await untilSaid(port, `CLUSTER REPLICATE ${id}`, /^\+OK/);
    await untilSaid(port, "INFO replication", /master_link_status:up/);
  }
  for (const { port } of nodes) await untilSaid(port, "CLUSTER INFO", /cluster_state:ok/);
  const url = `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(",")}`;
  const findMaster = async (): Promise<PrivateRedis> => {
    for (const node of nodes) {
      // A master that does not have the key's slot says MOVED, and so does a replica.
      if (/^[$+]/.test(await reply(node.port, "GET {tandem}:master").catch(() => "gone"))) return node;
    }
    throw new Error("no node has the records");
  };
  return asOneRedis(url, [first, ...others], findMaster);
}

function asOneRedis(
  url: string,
  nodes: readonly [PrivateRedis, ...PrivateRedis[]],
  findMaster: () => Promise<PrivateRedis>,
  closeOthers: () => Promise<unknown> = () => Promise.resolve(),
): PrivateRedis {
  let struck: PrivateRedis | undefined;
  return {
    url,
    port: nodes[0].port,
    dir: nodes[0].dir,
    async kill() {
      struck = await findMaster();
      await struck.kill();
    },
    async revive() {
      await struck?.revive();
    },
    async freeze() {
      struck = await findMaster();
      await struck.freeze();
    },
    async thaw() {
      await struck?.thaw();
    },
    async close() {
      await closeOthers();
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}

async function startSentinel(masterPort: number): Promise<{ readonly port: number; close(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "tandem-sentinel-"));
  const port = await findFreePort();
  const lines = [
    `port ${port}`,
    "bind 127.0.0.1",
    `dir ${dir}`,
    `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${masterPort} 2`,
    `sentinel down-after-milliseconds ${MASTER_NAME} ${DEAD_AFTER_MS}`,
    `sentinel failover-timeout ${MASTER_NAME} 10000`,
  ];
  // A Sentinel keeps in this file what it finds out.
  const file = join(dir, "sentinel.conf");
  await writeFile(file, `${lines.join("\n")}\n`);
  const server = await startServer([file, "--sentinel"], port);
  return {
    port,
    close: () => removeServer(server, dir),
  };
}

async function untilSaid(port: number, command: string, say: RegExp): Promise<void> {
  const deadline = Date.now() + READY_LIMIT_MS;
  let said = "";
  while (Date.now() < deadline) {
    said = await reply(port, command);
    if (say.test(said)) return;
    await sleep(50);
  }
  throw new Error(`${command} at ${port} does not say ${say} within ${READY_LIMIT_MS} ms but ${said}`);
}
