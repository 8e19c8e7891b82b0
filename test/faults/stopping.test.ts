import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { compiled, MAIN } from "../compiled.ts";
import { type RoleProcess, startRole } from "../../deploy/demo/role.ts";
import { inTheMiddleOf, SLOW_STEP_MS, timesLogged } from "../acceptance/mid-switch.ts";
import { approved, newMove, switches } from "../acceptance/people.ts";
import { openProcesses, type Processes } from "../acceptance/processes.ts";
import { openSurroundings, settingsFor } from "../acceptance/harness.ts";

let close = (): Promise<void> => Promise.resolve();

afterEach(() => close());

async function opened(...how: Parameters<typeof openProcesses>): Promise<Processes> {
  const harness = await openProcesses(...how);
  close = () => harness.close();
  return harness;
}

// Far below the 45 s and more that BullMQ waits for an unreachable Redis, and far above what a stop takes on a busy machine.
const PATIENCE_MS = 25_000;

// Three processes that start at once are slow.
const BUSY_MACHINE_MS = 150_000;

/** Sends a process SIGTERM, and returns its exit code. */
async function stopped(role: RoleProcess): Promise<number | "still there"> {
  process.kill(role.pid, "SIGTERM");
  return Promise.race([role.ended, sleep(PATIENCE_MS, "still there" as const, { ref: false })]);
}

/** Resolves when the process has logged this that many times. */
async function logged(role: RoleProcess, words: string, times = 1): Promise<void> {
  await expect.poll(() => timesLogged(role, words)).toBeGreaterThanOrEqual(times);
}

/** The only process that was started. */
function only({ roles: [role] }: Processes): RoleProcess {
  if (role === undefined) throw new Error("No process was started");
  return role;
}

/** Settings of a process that cannot leave Slack cleanly. */
function leavingSlack(fault: "hangs" | "fails") {
  const plant = `--import ${pathToFileURL(compiled(new URL("./hard-to-leave.ts", import.meta.url))).href}`;
  return { env: { NODE_OPTIONS: plant, LEAVING_SLACK: fault } };
}

const ONE_OF_EACH = { apps: 1, workers: 1, both: 1 };
const SUCCESS = { code: 0, details: "" };

describe("an idle app, an idle worker, and both in one process, end at once with exit code 0", () => {
  it("while everything is reachable", { timeout: BUSY_MACHINE_MS }, async () => {
    const { roles } = await opened(ONE_OF_EACH);
    expect(await Promise.all(roles.map(stopped))).toEqual([0, 0, 0]);
  });

  it("while Redis is away, which each of them logs once", { timeout: BUSY_MACHINE_MS }, async () => {
    const { roles, redis } = await opened(ONE_OF_EACH);
    await redis.kill();
    await Promise.all(roles.map((role) => logged(role, "Redis does not answer")));
    // Enough time for several tries of every connection.
    await sleep(2_000);
    expect(await Promise.all(roles.map(stopped))).toEqual([0, 0, 0]);
    // The first try may end because the socket closes or because a connection is refused.
    expect(roles.map((role) => timesLogged(role, "Redis does not answer; it is tried"))).toEqual([1, 1, 1]);
    expect(roles.map((role) => timesLogged(role, "ECONNREFUSED") <= 1)).toEqual([true, true, true]);
  });

  it("while Slack is away, which those that use it log once", { timeout: BUSY_MACHINE_MS }, async () => {
    const { roles, slack } = await opened(ONE_OF_EACH);
    const [worker, ...listening] = roles;
    await slack.close();
    await Promise.all(listening.map((role) => logged(role, "Slack cannot be reached")));
    await sleep(2_000);
    expect(await Promise.all(roles.map(stopped))).toEqual([0, 0, 0]);
    // The first try may end because the socket closes or because a connection is refused.
    expect(listening.map((role) => timesLogged(role, "Slack cannot be reached"))).toEqual([1, 1]);
    expect(listening.map((role) => timesLogged(role, "fetch failed") <= 1)).toEqual([true, true]);
    expect(worker?.log().join("\n")).not.toMatch(/Slack cannot be reached|fetch failed/);
  });
});

describe("an idle worker that gets SIGTERM while Redis is away", () => {
  it("ends with exit code 0, even if Redis comes back meanwhile", { timeout: BUSY_MACHINE_MS }, async () => {
    const harness = await opened({ apps: 0, workers: 3 });
    await harness.redis.kill();
    await Promise.all(harness.roles.map((role) => logged(role, "Redis does not answer")));
    await sleep(2_000);
    const codes = harness.roles.map(stopped);
    await sleep(5_000);
    await harness.redis.revive();
    expect(await Promise.all(codes)).toEqual([0, 0, 0]);
  });
});

it("a worker that stops does not wait for a hanging vtctld, and logs nothing about the cluster", { timeout: BUSY_MACHINE_MS }, async () => {
  const harness = await opened({ apps: 1, workers: 1 });
  const worker = only(harness);
  await newMove(harness, "hanging");
  const reads = (): number => harness.vitess.calls().filter(({ method }) => method === "GetWorkflows").length;
  harness.vitess.faults.inject({ rpc: "GetWorkflows", times: 100 }, { kind: "hang" });
  const before = reads();
  await expect.poll(reads).toBeGreaterThan(before);
  expect(await stopped(worker)).toBe(0);
  expect(timesLogged(worker, "cannot be read")).toBe(0);
  expect(timesLogged(worker, "job failed")).toBe(0);
});

describe("a process in the middle of a switch", () => {
  it(
    "finishes the switch even while Redis is away, and logs at every further signal what it is waiting for",
    { timeout: BUSY_MACHINE_MS },
    async () => {
      const harness = await opened({ apps: 1, workers: 1 });
      const worker = only(harness);
      const move = await newMove(harness, "alone");
      await approved(harness, move, "switch");
      harness.vitess.state.setPace({ switchStepMs: SLOW_STEP_MS });
      await inTheMiddleOf(harness, "alone");
      await harness.redis.kill();
      const code = stopped(worker);
      await logged(worker, "Stopping");
      process.kill(worker.pid, "SIGTERM");
      await logged(worker, "Still stopping");
      process.kill(worker.pid, "SIGINT");

      expect(await code).toBe(0);
      const still = worker.log().filter((line) => line.includes("Still stopping"));
      expect(still).toHaveLength(2);
      expect(still[1]).toMatch(/"level":40,.*"signal":"SIGINT","waitingFor":\[.*"what":"carry-out \S+","since":"\d{4}-/);
      expect(switches(harness, "alone").map(({ outcome }) => outcome)).toEqual([SUCCESS, SUCCESS]);
      expect(harness.vitess.cluster.locks.held.size).toBe(0);
    },
  );

  it("finishes the switch even if leaving Slack fails, logs that, and ends with exit code 1", { timeout: BUSY_MACHINE_MS }, async () => {
    const harness = await opened({ apps: 0, workers: 0, both: 1 }, leavingSlack("fails"));
    const both = only(harness);
    const move = await newMove(harness, "failing");
    await approved(harness, move, "switch");
    harness.vitess.state.setPace({ switchStepMs: SLOW_STEP_MS });
    await inTheMiddleOf(harness, "failing");

    expect(await stopped(both)).toBe(1);
    expect(switches(harness, "failing").map(({ outcome }) => outcome)).toEqual([SUCCESS, SUCCESS]);
    expect(harness.vitess.cluster.locks.held.size).toBe(0);
    expect(timesLogged(both, '"closer":"Slack"')).toBe(1);
    expect(timesLogged(both, "the socket does not close")).toBe(1);
    expect(both.log().at(-1)).toContain('"failed":["Slack"],"msg":"Stopped"');
  });
});

it("a second signal ends a process at once if it has nothing to finish", { timeout: BUSY_MACHINE_MS }, async () => {
  const around = await openSurroundings();
  close = () => around.close();
  const app = await startRole("app", { ...settingsFor(around), ...leavingSlack("hangs").env }, { program: MAIN });
  const code = stopped(app);
  await logged(app, "Stopping");
  process.kill(app.pid, "SIGTERM");

  expect(await code).toBe(0);
  expect(timesLogged(app, "Nothing is under way")).toBe(1);
  expect(timesLogged(app, '"Stopped"')).toBe(0);
});

it("an app that has not reached Slack yet ends with exit code 0 on SIGTERM", { timeout: BUSY_MACHINE_MS }, async () => {
  const { slack, app, ended } = await startedApp();
  slack.faults.add({ method: "apps.connections.open", kind: "5xx", times: 1_000 });
  await slack.waitFor(() => slack.calls("apps.connections.open").length > 0, 30_000);
  app.kill("SIGTERM");

  expect(await ended).toEqual([0, null]);
});

it("an app whose log nobody reads any more ends nevertheless", { timeout: BUSY_MACHINE_MS }, async () => {
  // Its last line waits for an earlier one, which cannot be written.
  const { slack, app, ended } = await startedApp({ ...leavingSlack("hangs").env, LOG_LEVEL: "info" });
  await slack.waitFor(() => slack.sockets.count() > 0, 30_000);
  app.stdout.destroy();
  app.kill("SIGTERM");
  app.kill("SIGINT");

  expect(await ended).toEqual([0, null]);
});

/** An app that has just been started. */
async function startedApp(more: Readonly<Record<string, string>> = {}) {
  const around = await openSurroundings();
  const env = { ...process.env, ...settingsFor(around, more) };
  const app = spawn(process.execPath, [...MAIN, "--role", "app"], { env, stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(app, "exit");
  close = async () => {
    app.kill("SIGKILL");
    await ended;
    await around.close();
  };
  return { slack: around.slack, app, ended };
}
