import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

// Where both are installed: a Valkey can say what is on its disk, and a Redis before 7.2 cannot.
const BINARIES = ["valkey-server", "redis-server"];
const INSTALL_HINT = "Install one: apt-get install redis-server, brew install redis, or dnf install valkey.";
const READY_LIMIT_MS = 10_000;
const REPLY_LIMIT_MS = 500;

// Linux uses 32768 and above for outgoing connections, other systems 49152.
const LOWEST_PORT = 10_000;
const HIGHEST_PORT = 22_000;
const BUS_ABOVE = 10_000;

let installed: string | undefined;

/** Asked once in a process: a test run starts more than a hundred servers. */
function findInstalledBinary(): string | undefined {
  installed ??= BINARIES.find((name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0);
  return installed;
}

/** Starts the server with these arguments, and resolves when it answers on the port. It ends with this process at the latest. */
export async function startServer(args: readonly string[], port: number): Promise<ChildProcess> {
  const binary = findInstalledBinary();
  if (binary === undefined) throw new Error(`Neither redis-server nor valkey-server is on the PATH. ${INSTALL_HINT}`);
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
  await endServer(server);
  throw new Error(`${binary} was not ready within ${READY_LIMIT_MS} ms:\n${said}`);
}

/** Kills a server as a power cut would; resolves when it is gone. */
export async function endServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, "exit");
  server.kill("SIGKILL");
  await exit;
}

/** Kills a server and removes its folder, into which a fork of it that writes for a replica or the disk may go on writing for a moment. */
export async function removeServer(server: ChildProcess, dir: string): Promise<void> {
  await endServer(server);
  await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
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
export async function reply(port: number, command: string): Promise<string> {
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
export async function findFreePort(): Promise<number> {
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
