import { expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { rollbackArmedUntil } from "../../../src/core/move/moves.ts";
import { callOffLive } from "../../../src/operations/carry-out/call-off.ts";
import {
  approved,
  CANCEL,
  carriedOut,
  COMPLETE,
  disarm,
  done,
  followed,
  nowReading,
  outcomeOf,
  REVERSE,
  SWITCH,
  SWITCH_AT_ONCE,
} from "../moves.ts";
import { ANA, BEN, C2C, type Stage, under, until } from "../stage.ts";
import { stagesWithRunningMove } from "../running-move.ts";

const onStage = stagesWithRunningMove();

function switchCalls(stage: Stage) {
  return stage.simulator.calls().filter((call) => call.method === "WorkflowSwitchTraffic" && call.request["dry_run"] !== true);
}

test("an approved switch moves reads, soaks, moves writes, and arms the way back", () =>
  onStage(async (stage) => {
    await done(stage, SWITCH, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
    expect(switchCalls(stage).map((call) => call.request["tablet_types"])).toEqual([["REPLICA", "RDONLY"], ["PRIMARY"]]);
    expect((await nowReading(stage)).trafficState).toBe("All Reads Switched. Writes Switched");
    expect(rollbackArmedUntil(await followed(stage))).toBeGreaterThan(Date.now());
    const kinds = (await stage.records.entries(moveId(C2C), 0)).map((entry) => entry.body.kind);
    expect(kinds).toEqual(["created", "requested", "vote", "vote", "reads-switched", "outcome"]);
  }));

test("a whole life: switch, reverse, switch again, complete", () =>
  onStage(async (stage) => {
    await done(stage, SWITCH, "r1");
    expect(rollbackArmedUntil(await followed(stage))).toBeDefined();
    await disarm(stage);
    await done(stage, REVERSE, "r2");
    expect(await outcomeOf(stage, "r2")).toMatchObject({ kind: "succeeded" });
    expect((await nowReading(stage)).trafficState).toBe("Reads Not Switched. Writes Not Switched");
    await done(stage, SWITCH_AT_ONCE, "r3");
    await done(stage, COMPLETE, "r4");
    expect(await outcomeOf(stage, "r4")).toMatchObject({ kind: "succeeded" });
    const after = await nowReading(stage);
    expect([after.workflow, after.reverse, after.rules.tables, after.denied, after.sourceTables]).toEqual([
      undefined,
      undefined,
      [],
      [],
      [],
    ]);
    expect((await followed(stage)).state).toMatchObject({ kind: "ended", how: "completed" });
  }));

test("cancel ends the move and drops what was copied", () =>
  onStage(async (stage) => {
    await done(stage, CANCEL, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
    const after = await nowReading(stage);
    expect([after.workflow, after.rules.tables, after.targetTables, after.sourceTables]).toEqual([
      undefined,
      [],
      [],
      ["corder", "customer"],
    ]);
  }));

test("a switch that somebody made meanwhile is already so, and nothing is sent", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    if (SWITCH_AT_ONCE.verb !== "switch") throw new Error("not a switch");
    await stage.vitess.switchTraffic(C2C, SWITCH_AT_ONCE.options, { direction: "forward", dryRun: false });
    const before = switchCalls(stage).length;
    await carriedOut(stage.deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "already-so" });
    expect(switchCalls(stage)).toHaveLength(before);
  }));

test("a workflow that was stopped after the approval is refused with the difference", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH, "r1");
    await stage.vitess.setRunning(C2C, "Stopped");
    await carriedOut(stage.deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({
      kind: "refused",
      reason: "state-changed",
      difference: ["streams: 1 running → 1 stopped"],
    });
    expect(switchCalls(stage)).toEqual([]);
  }));

test("an approver who left the group before the use takes the approval along", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH, "r1");
    await carriedOut(under(stage.deps, { approvers: [ANA, BEN] }), "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "refused", reason: "approver-lost" });
    expect(switchCalls(stage)).toEqual([]);
  }));

test("an approval that is used too late is refused", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH, "r1");
    await stage.records.executions.change("r1", (execution) => ({ write: { ...execution, useBy: 2 }, result: undefined }));
    await carriedOut(stage.deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "refused", reason: "use-by-passed" });
    expect(switchCalls(stage)).toEqual([]);
  }));

test("a switch that Vitess refuses after its dry run passed has failed, and says that nothing changed", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    const details =
      "cannot switch traffic for workflow commerce2customer at this time: could not refresh all of the tablets involved in the operation";
    stage.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "error", details });
    await carriedOut(stage.deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "failed", fault: { kind: "refused", text: details } });
  }));

test("an error without words is told as one, from what Vitess shows", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    stage.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "empty-error" });
    await carriedOut(stage.deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "failed", fault: { kind: "unreadable" } });
  }));

test("an error although the traffic did switch is a success", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    stage.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "error-hides-success" });
    await carriedOut(stage.deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
    expect(switchCalls(stage)).toHaveLength(1);
  }));

test("vtctld killed after the journal looks switched and is told as unfinished", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    stage.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "routing-switched" });
    await carriedOut(stage.deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({
      kind: "unfinished",
      findings: ["reads-switched", "writes-switched", "not-frozen", "reverse-not-running", "workflow-locked"],
    });
  }));

test("vtctld killed after writes were stopped is told with what applications feel", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    stage.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "source-writes-denied" });
    await carriedOut(stage.deps, "r1");
    const ended = await outcomeOf(stage, "r1");
    expect(ended).toMatchObject({ kind: "unknown", fault: { kind: "unreachable" } });
    expect(ended).toHaveProperty("findings", expect.arrayContaining(["reads-switched", "writes-not-switched", "workflow-locked"]));
  }));

test("the same job in three workers at once is one execution", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH, "r1");
    await Promise.all([1, 2, 3].map(() => carriedOut(stage.deps, "r1")));
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
    expect(switchCalls(stage)).toHaveLength(2);
    const outcomes = (await stage.records.entries(moveId(C2C), 0)).filter((entry) => entry.body.kind === "outcome");
    expect(outcomes).toHaveLength(1);
  }));

test("lag above the limit is waited for, in sight, and the switch goes on when it has passed", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    const strict = under(stage.deps, { limits: { maxLagSeconds: 2 } });
    setLag(stage, 41);
    const waiting = carriedOut(strict, "r1");
    await expect
      .poll(async () => (await stage.records.executions.get("r1"))?.state, { timeout: 5_000 })
      .toMatchObject({ kind: "held", hold: { reason: "lag", limitSeconds: 2 } });
    expect(switchCalls(stage)).toEqual([]);
    setLag(stage, 0);
    await waiting;
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
  }));

test("an operation that is called off while it is held is not carried out, and says who called it off and why", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    setLag(stage, 41);
    const held = carriedOut(under(stage.deps, { limits: { maxLagSeconds: 2 } }), "r1");
    await until(async () => (await stage.records.executions.get("r1"))?.state.kind === "held");
    await callOffLive(stage.deps, C2C, { by: BEN, reason: "not today" });
    await held;
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "called-off", by: BEN, reason: "not today" });
    expect(switchCalls(stage)).toEqual([]);
    expect((await stage.records.requests.get("r1"))?.state.kind).toBe("used");
  }));

function setLag(stage: Stage, seconds: number): void {
  stage.simulator.state.setLag("customer", "commerce2customer", seconds);
}
