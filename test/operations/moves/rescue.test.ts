import { expect, test } from "vitest";
import { findFollowed, updateFollowed } from "../../../src/core/move/moves.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import { diagnose } from "../../../src/operations/moves/diagnose.ts";
import { Fault } from "../../../src/operations/fault.ts";
import { rescue } from "../../../src/operations/moves/rescue.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { approved, ASKER, carriedOut, followed, leaveOpenCall, lines, outcomeOf, SWITCH_AT_ONCE } from "../moves.ts";
import { withCall } from "../rules/plant.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { C2C, PROD, type Harness } from "../harness.ts";
import { requestNamed, shardNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();
const TABLES = ["corder", "customer"];

/** What a vtctld leaves that was killed in the catch-up of a switch, four minutes ago: its lock stays, the source denies writes. */
function leaveDeadSwitch({ simulator }: Harness): void {
  simulator.state.setDeniedTables("commerce", "0", TABLES, true);
  simulator.state.setDeniedTables("customer", "0", TABLES, true);
  simulator.state.holdWorkflowLock("customer", "commerce2customer");
  const holder = simulator.cluster.locks.held.get("/global/internal/named_locks/customer/commerce2customer/locks");
  if (holder === undefined) throw new Error("nobody holds the lock");
  holder.at -= 4 * 60_000;
}

test("writes are unblocked after somebody typed the workflow's name, and the lock that stays is named", () =>
  withHarness(async (harness) => {
    leaveDeadSwitch(harness);
    const move = await followed(harness);
    const plan = await rescue(harness.deps, move, undefined, { ...ASKER, id: requestNamed("x1") });
    expect(plan).toMatchObject({ kind: "rescue-plan", tables: TABLES, lockHolders: [{ action: "WorkflowSwitchTraffic" }] });
    expect(await rescue(harness.deps, move, "commerce2custmer", { ...ASKER, id: requestNamed("x1") })).toMatchObject({
      kind: "rescue-plan",
    });
    expect(harness.simulator.calls().map((call) => call.method)).not.toContain("SetShardTabletControl");

    expect(await rescue(harness.deps, move, "commerce2customer", { ...ASKER, id: requestNamed("x1") })).toMatchObject({
      kind: "receipt",
      doing: "rescuing",
    });
    await carriedOut(harness.deps, "x1");
    expect((await harness.vitess.deniedTables(move.name.targetKeyspace, shardNamed("0"))).tables.toSorted()).toEqual(TABLES);
    expect(harness.simulator.cluster.keyspaces.get("commerce")?.shards.get("0")?.deniedTables).toEqual([]);
    const told = await lines(harness);
    expect(told.slice(-2)).toMatchObject([
      { kind: "outcome", act: { verb: "rescue" }, outcome: { kind: "succeeded" } },
      {
        kind: "lock-left",
        holder: { action: "WorkflowSwitchTraffic" },
        path: "/global/internal/named_locks/customer/commerce2customer/locks",
      },
    ]);
    // The same rescue again is the one that was executed.
    expect(await rescue(harness.deps, move, "commerce2customer", { ...ASKER, id: requestNamed("x1") })).toMatchObject({ kind: "receipt" });
    expect(await rescue(harness.deps, await followed(harness), undefined, { ...ASKER, id: requestNamed("x2") })).toMatchObject({
      reason: "nothing-denied",
    });
  }));

test("nothing is unblocked while a switch may be running", () =>
  withHarness(async (harness) => {
    harness.simulator.state.setDeniedTables("commerce", "0", TABLES, true);
    harness.simulator.state.holdWorkflowLock("customer", "commerce2customer");
    const move = await followed(harness);
    expect(await rescue(harness.deps, move, "commerce2customer", { ...ASKER, id: requestNamed("x1") })).toMatchObject({
      kind: "refused",
      reason: "switch-alive",
    });
  }));

test("nothing is unblocked at the source once routing sends writes to the target, which denies nothing", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    await carriedOut(harness.deps, "r1");
    const move = await followed(harness);
    expect(await rescue(harness.deps, move, "commerce2customer", { ...ASKER, id: requestNamed("x1") })).toMatchObject({
      kind: "refused",
      reason: "nothing-denied",
    });
  }));

test("the outage is announced once in the thread, and a diagnosis finds it with the lock that blocks", () =>
  withHarness(async (harness) => {
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    leaveDeadSwitch(harness);
    for (let look = 0; look < 3; look += 1) await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    const alarms = (await lines(harness)).filter((body) => body.kind === "alarm");
    expect(alarms).toMatchObject([{ alarm: "both-sides-deny-writes", tables: TABLES }]);

    const answer = await diagnose(harness.deps, await followed(harness), ASKER);
    expect(answer).toMatchObject({ kind: "diagnosis", troubles: [{ kind: "alarm" }, { kind: "old-lock" }] });
    const [told] = (await lines(harness)).filter((body) => body.kind === "diagnosed");
    const detail: unknown = JSON.parse(told?.detail ?? "");
    expect(detail).toMatchObject({ move: "customer.commerce2customer", reading: { lockHolders: [{ action: "WorkflowSwitchTraffic" }] } });
    expect(findFollowed(await followed(harness))?.told.alarmSince).toBeTypeOf("number");
  }));

test("a diagnosis of a healthy move finds nothing, and one of a silent Vitess says that it does not answer", () =>
  withHarness(async (harness) => {
    const move = await followed(harness);
    expect(await diagnose(harness.deps, move, ASKER)).toMatchObject({ kind: "diagnosis", troubles: [] });
    harness.simulator.faults.inject({ rpc: "GetWorkflows", times: 20 }, { kind: "unavailable" });
    expect(await diagnose(harness.deps, move, { ...ASKER, at: ASKER.at + 1 })).toMatchObject({ troubles: [{ kind: "unreadable" }] });
  }));

test("where locks cannot be read a switch looks like an outage: no alarm comes at once, and no rescue is accepted soon", () =>
  withHarness(async (harness) => {
    const deps = withCall(harness, {
      lockHolders: () => Promise.reject(new Fault("unsupported", "unknown command: TopoCat")),
    });
    const since = async (ms: number): Promise<void> => {
      await harness.records.moves.change(moveId(C2C), (move, now) => {
        const told = findFollowed(move)?.told;
        if (told === undefined) throw new Error("not followed");
        return { write: updateFollowed(move, { told: { ...told, alarmSince: now - ms } }), result: undefined };
      });
    };
    await watchKeyspace(deps, PROD, C2C.targetKeyspace);
    harness.simulator.state.setDeniedTables("commerce", "0", TABLES, true);
    for (let look = 0; look < 2; look += 1) await watchKeyspace(deps, PROD, C2C.targetKeyspace);
    expect((await lines(harness)).map(({ kind }) => kind)).not.toContain("alarm");

    await since(46_000);
    for (let look = 0; look < 2; look += 1) await watchKeyspace(deps, PROD, C2C.targetKeyspace);
    expect((await lines(harness)).filter(({ kind }) => kind === "alarm")).toHaveLength(1);
    const asked = async (): Promise<unknown> =>
      rescue(deps, await followed(harness), "commerce2customer", { ...ASKER, id: requestNamed("x1") });
    expect(await asked()).toMatchObject({ kind: "refused", reason: "switch-alive" });
    await since(3 * 60_000);
    expect(await asked()).toMatchObject({ kind: "receipt", doing: "rescuing" });
  }));

test("a switch whose worker died with its vtctld does not block a rescue, and sends nothing more", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    await leaveOpenCall(harness, "r1", { before: "as it was before" });
    leaveDeadSwitch(harness);
    const asked = async (): Promise<unknown> =>
      rescue(harness.deps, await followed(harness), "commerce2customer", { ...ASKER, id: requestNamed("x1") });
    expect(await asked()).toMatchObject({ kind: "refused", reason: "execution-running" });

    await harness.records.executions.change("r1", (one) => {
      const { state } = one;
      if (state.kind !== "calling") throw new Error(`it is ${state.kind}`);
      const call = { ...state.call, startedAt: state.call.startedAt - 4 * 60_000 };
      return { write: { ...one, state: { ...state, call } }, result: undefined };
    });
    const lease = await harness.records.lease(`workflow:${moveId(C2C)}`, 5_000);
    expect(await asked()).toMatchObject({ kind: "refused", reason: "execution-running" });
    await lease?.release();

    expect(await asked()).toMatchObject({ kind: "receipt", doing: "rescuing" });
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "unknown", fault: { kind: "interrupted" } });
    await carriedOut(harness.deps, "x1");
    expect(await outcomeOf(harness, "x1")).toMatchObject({ kind: "succeeded" });
    harness.simulator.state.removeWorkflowLock("customer", "commerce2customer");
    await carriedOut(harness.deps, "r1");
    const switches = harness.simulator
      .calls()
      .filter((call) => call.method === "WorkflowSwitchTraffic" && call.request["dry_run"] !== true);
    expect(switches).toEqual([]);
  }));
