import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { WorkflowOperation } from "../../../src/core/operation/operations.ts";
import { followedState } from "../../../src/core/move/moves.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import { SWITCH_DEFAULTS, VDIFF_DEFAULTS } from "../../../src/core/options/options.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { startOrStop } from "../../../src/operations/moves/start-stop.ts";
import { changeVDiff, createVDiff } from "../../../src/operations/moves/vdiff.ts";
import { updateMove } from "../../../src/operations/moves/update-move.ts";
import { approved, ASKER, CANCEL, carriedOut, COMPLETE, followed, outcomeOf, REVERSE, SWITCH, SWITCH_AT_ONCE } from "../moves.ts";
import { withCall } from "../rules/plant.ts";
import { C2C, until } from "../stage.ts";
import { stagesWithRunningMove } from "../running-move.ts";

const FIRST = "11111111-2222-4333-8444-000000000001";

const onStage = stagesWithRunningMove();

test("mirror rules for some of the tablet types stand in the way of a switch, and Tandem says so before anybody votes", () =>
  onStage(async (stage) => {
    stage.simulator.state.mirror("customer", "commerce2customer", ["REPLICA"], 1);
    const move = await followed(stage);
    expect(await requestOperation(stage.deps, move, SWITCH, { ...ASKER, id: "r1" })).toMatchObject({
      kind: "refused",
      reason: "mirror-rules-left",
    });
    // Vitess itself says the same of it.
    const direct = stage.vitess.switchTraffic(C2C, SWITCH_DEFAULTS, { direction: "forward", dryRun: false });
    await expect(direct).rejects.toThrow("wrong number of pre-existing mirror rules");
    const writesOnly: WorkflowOperation = { verb: "switch", options: { ...SWITCH_DEFAULTS, tabletTypes: ["PRIMARY"] } };
    expect(await requestOperation(stage.deps, move, writesOnly, { ...ASKER, id: "r2" })).toMatchObject({ kind: "receipt" });
  }));

test("mirror rules for every tablet type go away with the switch", () =>
  onStage(async (stage) => {
    stage.simulator.state.mirror("customer", "commerce2customer", ["PRIMARY", "REPLICA", "RDONLY"], 1);
    await approved(stage, SWITCH, "r1");
    await carriedOut(stage.deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
    expect((await stage.vitess.rules()).mirrors).toEqual([]);
  }));

test("a switch that was cut off is finished by the same switch, and cannot be completed, cancelled or reversed before", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    stage.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "routing-switched" });
    await carriedOut(stage.deps, "r1");
    stage.simulator.state.removeWorkflowLock("customer", "commerce2customer");
    const move = await followed(stage);
    const reasons = [];
    for (const act of [COMPLETE, CANCEL, REVERSE])
      reasons.push(await requestOperation(stage.deps, move, act, { ...ASKER, id: `no-${act.verb}` }));
    expect(reasons).toMatchObject([
      { kind: "refused", reason: "switch-unfinished" },
      { kind: "refused", reason: "already-switched" },
      { kind: "refused", reason: "no-reverse-workflow" },
    ]);
    expect(await startOrStop(stage.deps, move, { doing: "start", shards: [] }, ASKER)).toMatchObject({ kind: "refused", reason: "frozen" });
    await approved(stage, SWITCH_AT_ONCE, "r2");
    await carriedOut(stage.deps, "r2");
    expect(await outcomeOf(stage, "r2")).toMatchObject({ kind: "succeeded" });
  }));

test("while a switch is carried out, streams are neither started nor stopped nor compared", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH, "r1");
    const during: unknown[] = [];
    const deps = withCall(stage, {
      async switchTraffic(...call) {
        const move = await followed(stage);
        for (const doing of ["start", "stop"] as const) during.push(await startOrStop(stage.deps, move, { doing, shards: [] }, ASKER));
        during.push(await createVDiff(stage.deps, move, { uuid: FIRST, options: VDIFF_DEFAULTS }, ASKER));
        during.push(await changeVDiff(stage.deps, move, { uuid: FIRST, change: "resume" }, ASKER));
        return stage.vitess.switchTraffic(...call);
      },
    });
    await carriedOut(deps, "r1");
    expect(during).toHaveLength(8);
    for (const answer of during) expect(answer).toMatchObject({ kind: "refused", reason: "execution-running" });
    expect(stage.simulator.calls().map((call) => call.method)).not.toContain("WorkflowUpdate");
  }));

test("while a switch from elsewhere holds the lock, streams are not started; a VDiff's lock is no reason", () =>
  onStage(async (stage) => {
    const move = await followed(stage);
    stage.simulator.state.holdWorkflowLock("customer", "commerce2customer", "WorkflowSwitchTraffic");
    expect(await startOrStop(stage.deps, move, { doing: "start", shards: [] }, ASKER)).toMatchObject({
      kind: "refused",
      reason: "workflow-locked",
    });
    stage.simulator.state.removeWorkflowLock("customer", "commerce2customer");
    stage.simulator.state.holdWorkflowLock("customer", "commerce2customer", "VDiff");
    expect(await startOrStop(stage.deps, move, { doing: "start", shards: [] }, ASKER)).toMatchObject({ kind: "receipt" });
  }));

test("nothing is updated while somebody else works on the streams: a switch, a VDiff, or one whose lock cannot be read", () =>
  onStage(async (stage) => {
    const update = async (deps = stage.deps): Promise<unknown> =>
      updateMove(deps, await followed(stage), { onDdl: "STOP", shards: [] }, ASKER);
    for (const action of ["WorkflowSwitchTraffic", "VDiff"]) {
      stage.simulator.state.holdWorkflowLock("customer", "commerce2customer", action);
      expect(await update()).toMatchObject({ kind: "refused", reason: "workflow-locked" });
      stage.simulator.state.removeWorkflowLock("customer", "commerce2customer");
    }
    const compared = withCall(stage, {
      async workflows(...asked) {
        const found = await stage.vitess.workflows(...asked);
        return found.map((one) => ({
          ...one,
          streams: one.streams.map((stream) => ({ ...stream, state: "Stopped", message: "for vdiff" })),
        }));
      },
    });
    expect(await update(compared)).toMatchObject({ kind: "refused", reason: "workflow-locked" });
    expect(stage.simulator.calls().map((call) => call.method)).not.toContain("WorkflowUpdate");
    expect(await update()).toMatchObject({ kind: "receipt" });
  }));

test("a VDiff from before the streams were stopped and started again is told as one", () =>
  onStage(async (stage) => {
    await createVDiff(stage.deps, await followed(stage), { uuid: FIRST, options: VDIFF_DEFAULTS }, ASKER);
    await until(async () => (await stage.vitess.vdiff(C2C))?.shards.every((shard) => shard.state === "completed"));
    // Vitess tells the end of a VDiff in whole seconds.
    await sleep(1_100);
    await startOrStop(stage.deps, await followed(stage), { doing: "start", shards: [] }, ASKER);
    expect(followedState(await followed(stage))).not.toHaveProperty("startedAt");
    await startOrStop(stage.deps, await followed(stage), { doing: "stop", shards: [] }, ASKER);
    await startOrStop(stage.deps, await followed(stage), { doing: "start", shards: [] }, { ...ASKER, at: ASKER.at + 1 });
    await until(async () => (await stage.vitess.workflows(C2C.targetKeyspace))[0]?.streams.every((one) => one.state === "Running"));
    expect(await requestOperation(stage.deps, await followed(stage), SWITCH, { ...ASKER, id: "r1" })).toMatchObject({ kind: "receipt" });
    expect((await stage.records.requests.get("r1"))?.shown.vdiffBeforeStart).toBe(true);
    expect((await stage.records.entries(moveId(C2C), 0)).map(({ body }) => body.kind)).toEqual([
      "created",
      "vdiff-started",
      "started",
      "stopped",
      "started",
      "requested",
    ]);
  }));
