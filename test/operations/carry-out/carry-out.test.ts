import { expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { findRollbackDeadline } from "../../../src/core/move/moves.ts";
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
import { ANA, BEN, C2C, type Harness, under, until } from "../harness.ts";
import { harnessesWithRunningMove } from "../running-move.ts";

const withHarness = harnessesWithRunningMove();

function switchCalls(harness: Harness) {
  return harness.simulator.calls().filter((call) => call.method === "WorkflowSwitchTraffic" && call.request["dry_run"] !== true);
}

test("an approved switch moves reads, soaks, moves writes, and arms the rollback", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    expect(switchCalls(harness).map((call) => call.request["tablet_types"])).toEqual([["REPLICA", "RDONLY"], ["PRIMARY"]]);
    expect((await nowReading(harness)).trafficState).toBe("All Reads Switched. Writes Switched");
    expect(findRollbackDeadline(await followed(harness))).toBeGreaterThan(Date.now());
    const kinds = (await harness.records.entries(moveId(C2C), 0)).map((entry) => entry.body.kind);
    expect(kinds).toEqual(["created", "requested", "vote", "vote", "reads-switched", "outcome"]);
  }));

test("a whole move: switch, reverse, switch again, complete", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH, "r1");
    expect(findRollbackDeadline(await followed(harness))).toBeDefined();
    await disarm(harness);
    await done(harness, REVERSE, "r2");
    expect(await outcomeOf(harness, "r2")).toMatchObject({ kind: "succeeded" });
    expect((await nowReading(harness)).trafficState).toBe("Reads Not Switched. Writes Not Switched");
    await done(harness, SWITCH_AT_ONCE, "r3");
    await done(harness, COMPLETE, "r4");
    expect(await outcomeOf(harness, "r4")).toMatchObject({ kind: "succeeded" });
    const after = await nowReading(harness);
    expect([after.workflow, after.reverse, after.rules.tables, after.denied, after.sourceTables]).toEqual([
      undefined,
      undefined,
      [],
      [],
      [],
    ]);
    expect((await followed(harness)).state).toMatchObject({ kind: "ended", how: "completed" });
  }));

test("cancel ends the move and drops what was copied", () =>
  withHarness(async (harness) => {
    await done(harness, CANCEL, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    const after = await nowReading(harness);
    expect([after.workflow, after.rules.tables, after.targetTables, after.sourceTables]).toEqual([
      undefined,
      [],
      [],
      ["corder", "customer"],
    ]);
  }));

test("a switch that somebody else made meanwhile is already-so, and nothing is sent", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    if (SWITCH_AT_ONCE.verb !== "switch") throw new Error("not a switch");
    await harness.vitess.switchTraffic(C2C, SWITCH_AT_ONCE.options, { direction: "forward", dryRun: false });
    const before = switchCalls(harness).length;
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "already-so" });
    expect(switchCalls(harness)).toHaveLength(before);
  }));

test("a workflow that was stopped after the approval is refused with the difference", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    await harness.vitess.setRunning(C2C, "Stopped");
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({
      kind: "refused",
      reason: "state-changed",
      difference: ["streams: 1 running → 1 stopped"],
    });
    expect(switchCalls(harness)).toEqual([]);
  }));

test("an approval is void if the approver left the group before execution", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    await carriedOut(under(harness.deps, { approvers: [ANA, BEN] }), "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "refused", reason: "approver-lost" });
    expect(switchCalls(harness)).toEqual([]);
  }));

test("an approval that is used too late is refused", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    await harness.records.executions.change("r1", (execution) => ({ write: { ...execution, useBy: 2 }, result: undefined }));
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "refused", reason: "use-by-passed" });
    expect(switchCalls(harness)).toEqual([]);
  }));

test("a switch that Vitess refuses after a dry run that passed has failed, and says that nothing changed", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    const details =
      "cannot switch traffic for workflow commerce2customer at this time: could not refresh all of the tablets involved in the operation";
    harness.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "error", details });
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "failed", fault: { kind: "refused", text: details } });
  }));

test("an error without words is explained by what Vitess shows", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    harness.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "empty-error" });
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "failed", fault: { kind: "unreadable" } });
  }));

test("a switch that returned an error but moved the traffic is a success", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    harness.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "error-hides-success" });
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    expect(switchCalls(harness)).toHaveLength(1);
  }));

test("a switch whose vtctld was killed after the journal looks switched and is reported as unfinished", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    harness.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "routing-switched" });
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({
      kind: "unfinished",
      findings: ["reads-switched", "writes-switched", "not-frozen", "reverse-not-running", "workflow-locked"],
    });
  }));

test("a switch whose vtctld was killed after writes stopped is reported with what applications feel", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    harness.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "source-writes-denied" });
    await carriedOut(harness.deps, "r1");
    const ended = await outcomeOf(harness, "r1");
    expect(ended).toMatchObject({ kind: "unknown", fault: { kind: "unreachable" } });
    expect(ended).toHaveProperty("findings", expect.arrayContaining(["reads-switched", "writes-not-switched", "workflow-locked"]));
  }));

test("the same job in three workers at once makes one execution", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    await Promise.all([1, 2, 3].map(() => carriedOut(harness.deps, "r1")));
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    expect(switchCalls(harness)).toHaveLength(2);
    const outcomes = (await harness.records.entries(moveId(C2C), 0)).filter((entry) => entry.body.kind === "outcome");
    expect(outcomes).toHaveLength(1);
  }));

test("a switch waits visibly while lag is above the limit, and goes on once it is below", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    const strict = under(harness.deps, { limits: { maxLagSeconds: 2 } });
    setLag(harness, 41);
    const waiting = carriedOut(strict, "r1");
    await expect
      .poll(async () => (await harness.records.executions.get("r1"))?.state, { timeout: 5_000 })
      .toMatchObject({ kind: "held", hold: { reason: "lag", limitSeconds: 2 } });
    expect(switchCalls(harness)).toEqual([]);
    setLag(harness, 0);
    await waiting;
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
  }));

test("an operation called off during a hold is not executed, and says who called it off and why", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    setLag(harness, 41);
    const held = carriedOut(under(harness.deps, { limits: { maxLagSeconds: 2 } }), "r1");
    await until(async () => (await harness.records.executions.get("r1"))?.state.kind === "held");
    await callOffLive(harness.deps, C2C, { by: BEN, reason: "not today" });
    await held;
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "called-off", by: BEN, reason: "not today" });
    expect(switchCalls(harness)).toEqual([]);
    expect((await harness.records.requests.get("r1"))?.state.kind).toBe("used");
  }));

function setLag(harness: Harness, seconds: number): void {
  harness.simulator.state.setLag("customer", "commerce2customer", seconds);
}
