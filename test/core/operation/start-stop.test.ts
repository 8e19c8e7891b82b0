import { expect, test } from "vitest";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { startStopRefusal } from "../../../src/core/operation/outcome/start-stop.ts";
import { SHARDED, UNSHARDED, withStreams, workflowOf } from "../moments.ts";
import { holder } from "../recorded.ts";

const { copied, copying } = UNSHARDED;

test("streams that a switch has stopped are neither started nor stopped, whatever the other streams show", () => {
  for (const message of ["FROZEN", "stopped for cutover"]) {
    const those = [
      { state: "Stopped", message },
      { state: "Error", message: "error: errno 1062" },
    ];
    const reading = withStreams(SHARDED.copied, (_, index) => those[index] ?? {});
    expect([startStopRefusal("start", reading), startStopRefusal("stop", reading)]).toEqual(["frozen", "frozen"]);
  }
});

test("an atomic copy is not restarted while it copies, and can be stopped", () => {
  const reading = withStreams(copying, () => ({ state: "Stopped" }));
  const atomic = { ...reading, workflow: { ...workflowOf(reading), subType: "AtomicCopy" } };
  expect([startStopRefusal("start", atomic), startStopRefusal("stop", atomic)]).toEqual(["atomic-copy-stopped", undefined]);
  expect(startStopRefusal("start", reading)).toBeUndefined();
});

function held(agoMs: number, action = "WorkflowSwitchTraffic"): Reading {
  return { ...copied, lockHolders: [{ ...holder(copied.at - agoMs), action }] };
}

test("while somebody may be switching, nothing is started or stopped; an old lock, or another's, blocks nothing", () => {
  expect(startStopRefusal("stop", held(20_000))).toBe("workflow-locked");
  expect(startStopRefusal("stop", held(10 * 60_000))).toBeUndefined();
  expect(startStopRefusal("stop", held(20_000, "VDiffCreate"))).toBeUndefined();
});
