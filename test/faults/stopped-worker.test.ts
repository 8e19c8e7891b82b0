import { afterEach, expect, it } from "vitest";
import type { RoleProcess } from "../../deploy/demo/role.ts";
import { deniesWrites, inTheMiddleOf, isWrites, SLOW_STEP_MS, timesLogged } from "../acceptance/mid-switch.ts";
import { approved, inThread, newMove, saying, switches } from "../acceptance/people.ts";
import { openProcesses, type Processes } from "../acceptance/processes.ts";

/** gRPC's code for a call whose client disconnected. */
const CANCELLED = 1;

let harness: Processes;

afterEach(() => harness.close());

/** The worker that is carrying out an execution now. */
function busyWorker(): RoleProcess {
  const busy = harness.workers.find((role) => timesLogged(role, "carry-out begins") > timesLogged(role, "carry-out ends"));
  if (busy === undefined) throw new Error("No worker is busy");
  return busy;
}

it("a worker that gets SIGTERM during a switch ends after the switch, with exit code 0", async () => {
  harness = await openProcesses({ apps: 1, workers: 1 });
  const move = await newMove(harness, "drain");
  await approved(harness, move, "switch");
  harness.vitess.state.setPace({ switchStepMs: SLOW_STEP_MS });
  await inTheMiddleOf(harness, "drain");
  const [worker] = harness.workers;
  process.kill(worker?.pid ?? 0, "SIGTERM");

  expect(await worker?.ended).toBe(0);
  const sent = switches(harness, "drain");
  expect(sent.map(({ outcome }) => outcome)).toEqual([
    { code: 0, details: "" },
    { code: 0, details: "" },
  ]);
  expect(harness.vitess.cluster.locks.held.size).toBe(0);
  expect(worker?.log().join("\n")).toContain("Stopping; calls that are under way are waited for");
}, 40_000);

it("if a worker is killed during a switch, another one reads what is true and sends nothing blindly", async () => {
  harness = await openProcesses({ apps: 1, workers: 2 }, { quickTakeOver: true });
  const move = await newMove(harness, "killed");
  harness.vitess.state.setPace({ switchStepMs: SLOW_STEP_MS });
  await approved(harness, move, "switch");
  await inTheMiddleOf(harness, "killed");
  const busy = busyWorker();
  process.kill(busy.pid, "SIGKILL");
  await busy.ended;

  // vtctld noticed that its client disconnected and cancelled the switch of writes; the same call succeeded the second time.
  const told = await inThread(harness, move, /requested by Ana\./, 30_000);
  expect(told).toContain("Switched · customer.killed");
  expect(switches(harness, "killed").map(({ request, outcome }) => [isWrites({ request }) ? "writes" : "reads", outcome?.code])).toEqual([
    ["reads", 0],
    ["writes", CANCELLED],
    ["writes", 0],
  ]);
  expect(deniesWrites(harness, "killed")).toBe(true);
  expect(harness.vitess.cluster.locks.held.size).toBe(0);
  expect(saying(harness, move, /requested by Ana\./)).toHaveLength(1);
}, 60_000);
