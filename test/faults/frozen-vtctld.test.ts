import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { SEND_WITHIN_MS } from "../../src/core/operation/request/freshness.ts";
import { compiled } from "../compiled.ts";
import { move } from "../vtctld/names.ts";
import { clusterWithMove, writesSeenBy, type Cluster } from "../vtctld/channel/cluster.ts";
import type { Frozen } from "../vtctld/channel/frozen-worker.ts";

const WORKER = compiled(new URL("frozen-worker.ts", import.meta.url));

/** Runs the worker to its end. A frozen one is woken once it has been still for longer than a call may be sent. */
async function run(frozen: Frozen): Promise<readonly string[]> {
  const env = { ...process.env, FROZEN: JSON.stringify(frozen) };
  const child = spawn(process.execPath, [WORKER], { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, "close");
  try {
    if (frozen.where !== "nowhere") {
      await vi.waitUntil(() => isStopped(child), { timeout: 30_000, interval: 20 });
      await sleep(SEND_WITHIN_MS + 200);
      child.kill("SIGCONT");
    }
    await ended;
  } finally {
    child.kill("SIGKILL");
  }
  return output.trim().split("\n");
}

/** The state follows the name of the program, which stands in brackets (proc(5)). */
async function isStopped({ pid }: ChildProcess): Promise<boolean> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).startsWith("T");
}

// Typed and by commands: a unary call, and one answered by a stream.
describe.each([23, 12])("on Vitess %i", (version) => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await clusterWithMove(version);
  });
  afterAll(() => cluster.end());

  test("a worker that was frozen does not send its switch when it wakes, wherever it was frozen", { timeout: 60_000 }, async () => {
    const { vitess, simulator } = cluster;
    const sent = writesSeenBy(simulator);
    const frozen = (["after-record", "at-the-question"] as const).map((where) => run({ address: simulator.address, version, where }));
    const stale = ["recorded", "stale nothing sent"];
    expect(await Promise.all(frozen)).toEqual([stale, stale]);
    expect(sent()).toEqual([]);
    expect((await vitess.workflowStatus(move)).trafficState).toBe("Reads Not Switched. Writes Not Switched");
  });

  test("a worker that was not frozen sends it", { timeout: 60_000 }, async () => {
    const { vitess, simulator } = cluster;
    const sent = writesSeenBy(simulator);
    // A machine too busy for three seconds counts as having frozen it.
    await expect
      .poll(() => run({ address: simulator.address, version, where: "nowhere" }), { timeout: 50_000 })
      .toEqual(["recorded", "sent"]);
    expect(sent()).toHaveLength(1);
    expect((await vitess.workflowStatus(move)).trafficState).toBe("All Reads Switched. Writes Switched");
  });
});
