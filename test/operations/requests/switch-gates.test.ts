import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { findFollowed } from "../../../src/core/move/moves.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import { SWITCH_DEFAULTS, VDIFF_DEFAULTS } from "../../../src/core/options/options.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { startOrStop } from "../../../src/operations/moves/start-stop.ts";
import { changeVDiff, createVDiff } from "../../../src/operations/moves/vdiff.ts";
import { updateMove } from "../../../src/operations/moves/update-move.ts";
import { approved, ASKER, CANCEL, carriedOut, COMPLETE, followed, outcomeOf, REVERSE, SWITCH, SWITCH_AT_ONCE } from "../moves.ts";
import { withCall } from "../rules/plant.ts";
import { C2C, until } from "../harness.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { requestNamed } from "../../names.ts";

const FIRST = "11111111-2222-4333-8444-000000000001";

const withHarness = harnessesWithRunningMove();

test("mirror rules for some of the tablet types block a switch, and Tandem says so before anybody votes", () =>
  withHarness(async (harness) => {
    harness.simulator.state.mirror("customer", "commerce2customer", ["REPLICA"], 1);
    const move = await followed(harness);
    expect(await requestOperation(harness.deps, move, SWITCH, { ...ASKER, id: requestNamed("r1") })).toMatchObject({
      kind: "refused",
      reason: "mirror-rules-left",
    });
    // Vitess itself says the same.
    const direct = harness.vitess.switchTraffic(C2C, SWITCH_DEFAULTS, { direction: "forward", dryRun: false });
    await expect(direct).rejects.toThrow("wrong number of pre-existing mirror rules");
    const writesOnly: WorkflowOperation = { verb: "switch", options: { ...SWITCH_DEFAULTS, tabletTypes: ["PRIMARY"] } };
    expect(await requestOperation(harness.deps, move, writesOnly, { ...ASKER, id: requestNamed("r2") })).toMatchObject({ kind: "receipt" });
  }));

test("mirror rules for every tablet type are removed by the switch", () =>
  withHarness(async (harness) => {
    harness.simulator.state.mirror("customer", "commerce2customer", ["PRIMARY", "REPLICA", "RDONLY"], 1);
    await approved(harness, SWITCH, "r1");
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    expect((await harness.vitess.rules()).mirrors).toEqual([]);
  }));

test("a switch that was cut off is finished by the same switch, and cannot be completed, cancelled or reversed before", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    harness.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "routing-switched" });
    await carriedOut(harness.deps, "r1");
    harness.simulator.state.removeWorkflowLock("customer", "commerce2customer");
    const move = await followed(harness);
    const reasons = [];
    for (const act of [COMPLETE, CANCEL, REVERSE])
      reasons.push(await requestOperation(harness.deps, move, act, { ...ASKER, id: requestNamed(`no-${act.verb}`) }));
    expect(reasons).toMatchObject([
      { kind: "refused", reason: "switch-unfinished" },
      { kind: "refused", reason: "already-switched" },
      { kind: "refused", reason: "no-reverse-workflow" },
    ]);
    expect(await startOrStop(harness.deps, move, { doing: "start", shards: [] }, ASKER)).toMatchObject({
      kind: "refused",
      reason: "frozen",
    });
    await approved(harness, SWITCH_AT_ONCE, "r2");
    await carriedOut(harness.deps, "r2");
    expect(await outcomeOf(harness, "r2")).toMatchObject({ kind: "succeeded" });
  }));

test("while a switch is executed, streams are neither started nor stopped nor compared", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    const during: unknown[] = [];
    const deps = withCall(harness, {
      async switchTraffic(...call) {
        const move = await followed(harness);
        for (const doing of ["start", "stop"] as const) during.push(await startOrStop(harness.deps, move, { doing, shards: [] }, ASKER));
        during.push(await createVDiff(harness.deps, move, { uuid: FIRST, options: VDIFF_DEFAULTS }, ASKER));
        during.push(await changeVDiff(harness.deps, move, { uuid: FIRST, change: "resume" }, ASKER));
        return harness.vitess.switchTraffic(...call);
      },
    });
    await carriedOut(deps, "r1");
    expect(during).toHaveLength(8);
    for (const answer of during) expect(answer).toMatchObject({ kind: "refused", reason: "execution-running" });
    expect(harness.simulator.calls().map((call) => call.method)).not.toContain("WorkflowUpdate");
  }));

test("while a switch from elsewhere holds the lock, streams are not started; a VDiff's lock does not matter", () =>
  withHarness(async (harness) => {
    const move = await followed(harness);
    harness.simulator.state.holdWorkflowLock("customer", "commerce2customer", "WorkflowSwitchTraffic");
    expect(await startOrStop(harness.deps, move, { doing: "start", shards: [] }, ASKER)).toMatchObject({
      kind: "refused",
      reason: "workflow-locked",
    });
    harness.simulator.state.removeWorkflowLock("customer", "commerce2customer");
    harness.simulator.state.holdWorkflowLock("customer", "commerce2customer", "VDiff");
    expect(await startOrStop(harness.deps, move, { doing: "start", shards: [] }, ASKER)).toMatchObject({ kind: "receipt" });
  }));

test("nothing is updated while somebody else works on the streams: a switch, a VDiff, or an unreadable lock holder", () =>
  withHarness(async (harness) => {
    const update = async (deps = harness.deps): Promise<unknown> =>
      updateMove(deps, await followed(harness), { onDdl: "STOP", shards: [] }, ASKER);
    for (const action of ["WorkflowSwitchTraffic", "VDiff"]) {
      harness.simulator.state.holdWorkflowLock("customer", "commerce2customer", action);
      expect(await update()).toMatchObject({ kind: "refused", reason: "workflow-locked" });
      harness.simulator.state.removeWorkflowLock("customer", "commerce2customer");
    }
    const compared = withCall(harness, {
      async workflows(...asked) {
        const found = await harness.vitess.workflows(...asked);
        return found.map((one) => ({
          ...one,
          streams: one.streams.map((stream) => ({ ...stream, state: "Stopped", message: "for vdiff" })),
        }));
      },
    });
    expect(await update(compared)).toMatchObject({ kind: "refused", reason: "workflow-locked" });
    expect(harness.simulator.calls().map((call) => call.method)).not.toContain("WorkflowUpdate");
    expect(await update()).toMatchObject({ kind: "receipt" });
  }));

test("a VDiff from before the streams were restarted is reported as outdated", () =>
  withHarness(async (harness) => {
    await createVDiff(harness.deps, await followed(harness), { uuid: FIRST, options: VDIFF_DEFAULTS }, ASKER);
    await until(async () => (await harness.vitess.vdiff(C2C))?.shards.every((shard) => shard.state === "completed"));
    // Vitess reports the end of a VDiff in whole seconds.
    await sleep(1_100);
    await startOrStop(harness.deps, await followed(harness), { doing: "start", shards: [] }, ASKER);
    expect(findFollowed(await followed(harness))).not.toHaveProperty("startedAt");
    await startOrStop(harness.deps, await followed(harness), { doing: "stop", shards: [] }, ASKER);
    await startOrStop(harness.deps, await followed(harness), { doing: "start", shards: [] }, { ...ASKER, at: ASKER.at + 1 });
    await until(async () => (await harness.vitess.workflows(C2C.targetKeyspace))[0]?.streams.every((one) => one.state === "Running"));
    expect(await requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") })).toMatchObject({
      kind: "receipt",
    });
    expect((await harness.records.requests.get("r1"))?.shown.vdiffBeforeStart).toBe(true);
    expect((await harness.records.entries(moveId(C2C), 0)).map(({ body }) => body.kind)).toEqual([
      "created",
      "vdiff-started",
      "started",
      "stopped",
      "started",
      "requested",
    ]);
  }));
