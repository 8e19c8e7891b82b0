import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

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
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

const BINARIES = ["redis-server", "valkey-server"];
const INSTALL_HINT = "Install one: apt-get install redis-server, brew install redis, or dnf install valkey.";
const READY_LIMIT_MS = 10_000;
const REPLY_LIMIT_MS = 500;

// Linux uses 32768 and above for outgoing connections, other systems 49152.
const LOWEST_PORT = 10_000;
const HIGHEST_PORT = 22_000;
const BUS_ABOVE = 10_000;

/**
 * Starts a real `redis-server` or `valkey-server` on a free loopback port, with the settings that Tandem requires. `args` come last and so
 * win, for a server that is misconfigured on purpose.
 */
export async function startRedis(options: { readonly args?: readonly string[] } = {}): Promise<PrivateRedis> {
  const binary = findInstalledBinary();
  if (binary === undefined) throw new Error(`Neither redis-server nor valkey-server is on the PATH. ${INSTALL_HINT}`);
  const dir = await mkdtemp(join(tmpdir(), "tandem-redis-"));
  const port = await findFreePort();
  const args = ["--bind", "127.0.0.1", "--port", String(port), "--dir", dir, "--appendonly", "yes", "--appendfsync", "everysec"];
  args.push("--maxmemory-policy", "noeviction", "--save", "", "--daemonize", "no", ...(options.args ?? []));
  let server = await startServer(binary, args, port);

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    dir,
    kill: () => waitUntilEnded(server),
    async revive() {
      server = await startServer(binary, args, port);
    },
    freeze: () => void server.kill("SIGSTOP"),
    thaw: () => void server.kill("SIGCONT"),
    async close() {
      // Nobody reads its data again, and asked politely it first writes them and looks at its clients, for a tenth of a second.
      await waitUntilEnded(server);
      await rm(dir, { recursive: true, force: true });
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

let installed: string | undefined;

/** Asked once in a process: a test run starts more than a hundred servers. */
function findInstalledBinary(): string | undefined {
  installed ??= BINARIES.find((name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0);
  return installed;
}

async function startServer(binary: string, args: readonly string[], port: number): Promise<ChildProcess> {
  const server = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  server.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  server.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  // A test process that ends before its clean-up must not leave a server behind.
  const orphaned = (): boolean => server.kill("SIGKILL");
  process.once("exit", orphaned);
  server.once("exit", () => process.off("exit", orphaned));
  const deadline = Date.now() + READY_LIMIT_MS;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`${binary} ended at once:\n${said}`);
    if (await answersPing(port)) return server;
    await sleep(20);
  }
  await waitUntilEnded(server);
  throw new Error(`${binary} was not ready within ${READY_LIMIT_MS} ms:\n${said}`);
}

async function waitUntilEnded(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, "exit");
  server.kill("SIGKILL");
  await exit;
}

async function answersPing(port: number): Promise<boolean> {
  try {
    // A server with a password counts as ready too.
    return /^(\+PONG|-NOAUTH)/.test(await reply(port, "PING"));
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}

/** Sends one command over a connection of its own; returns the beginning of the answer. */
async function reply(port: number, command: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    socket.write(`${command}\r\n`);
    const answer: readonly unknown[] = await once(socket, "data", { signal: AbortSignal.timeout(REPLY_LIMIT_MS) });
    return String(answer[0]);
  } finally {
    socket.destroy();
  }
}

/**
 * A port below those used for outgoing connections: a client that reconnects to a killed Redis may be given its very port, which then
 * blocks the restart. The cluster bus uses a higher port, which is free as well.
 */
async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if ((await isFree(port)) && (await isFree(port + BUS_ABOVE))) return port;
  }
  throw new Error("no free port");
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
  server.close();
  await once(server, "close");
  return true;
}
