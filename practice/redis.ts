import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endServer, findFreePort, removeServer, reply, startServer } from "./redis-server.ts";

/** A private Redis: nothing else uses it, and nothing of it is left after `close`. */
export interface PrivateRedis {
  readonly url: string;
  readonly port: number;
  /** Where its append-only file is: a copy of it, put back while the server is killed, is an older store. */
  readonly dir: string;
  /** Kills the server as a power cut would. The data directory stays. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same port and data. */
  revive(): Promise<void>;
  /** Has the server stand still, with its connections open, and go on. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  close(): Promise<void>;
}

const READY_LIMIT_MS = 10_000;

/**
 * Starts a real `redis-server` or `valkey-server` on a free loopback port, with the settings that Tandem requires. `args` come last and so
 * win, for a server that is misconfigured on purpose.
 */
export async function startRedis(options: { readonly args?: readonly string[] } = {}): Promise<PrivateRedis> {
  const dir = await mkdtemp(join(tmpdir(), "tandem-redis-"));
  const port = await findFreePort();
  const args = ["--bind", "127.0.0.1", "--port", String(port), "--dir", dir, "--appendonly", "yes", "--appendfsync", "everysec"];
  args.push("--maxmemory-policy", "noeviction", "--save", "", "--daemonize", "no", ...(options.args ?? []));
  let server = await startServer(args, port);

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    dir,
    kill: () => endServer(server),
    async revive() {
      server = await startServer(args, port);
    },
    async freeze() {
      server.kill("SIGSTOP");
    },
    async thaw() {
      server.kill("SIGCONT");
    },
    async close() {
      // Nobody reads its data again, and asked politely it first writes them and looks at its clients, for a tenth of a second.
      await removeServer(server, dir);
    },
  };
}

/** A Redis Cluster of one node: it refuses what a larger cluster would refuse. Its address is `redis+cluster://127.0.0.1:<port>`. */
export async function startRedisCluster(): Promise<PrivateRedis> {
  const node = await startRedis({ args: ["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"] });
  await reply(node.port, "CLUSTER ADDSLOTSRANGE 0 16383");
  const deadline = Date.now() + READY_LIMIT_MS;
  while (Date.now() < deadline) {
    if ((await reply(node.port, "CLUSTER INFO")).includes("cluster_state:ok")) {
      return { ...node, url: `redis+cluster://127.0.0.1:${node.port}` };
    }
    await sleep(20);
  }
  await node.close();
  throw new Error(`the cluster was not ready within ${READY_LIMIT_MS} ms`);
}
