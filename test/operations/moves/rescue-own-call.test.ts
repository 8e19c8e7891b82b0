import { expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { commit } from "../../../src/operations/commit.ts";
import { rescue } from "../../../src/operations/moves/rescue.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { approved, ASKER, carriedOut, done, followed, leaveOpenCall, lines, outcomeOf, REVERSE, SWITCH_AT_ONCE } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { BEN, C2C, PROD, type Harness, until } from "../harness.ts";
import { sent, withCall } from "../rules/plant.ts";
import { requestNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();
const TABLES = ["corder", "customer"];

/** SetShardTabletControl's answer until a dead vtctld's keyspace lock expires (docs/facts/denied-tables.md#dead-vtctlds-keyspace-lock). */
const LOCKED = { kind: "error", details: "deadline exceeded: /vitess/global/keyspaces/commerce/locks" } as const;

async function rescued(harness: Harness, id = "x1"): Promise<unknown> {
  return rescue(harness.deps, await followed(harness), "commerce2customer", { ...ASKER, by: BEN, id: requestNamed(id) });
}

function deniedAt({ simulator }: Harness, keyspace: string): readonly string[] {
  return simulator.state.shard(keyspace, "0").deniedTables.toSorted();
}

/** The switch is sent and its vtctld dies with the writes denied; its worker has seen that, and is still looking for the outcome. */
async function brokenSwitch(harness: Harness): Promise<{ readonly worker: Promise<unknown> }> {
  await approved(harness, SWITCH_AT_ONCE, "r1");
  harness.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "source-writes-denied" });
  const worker = carriedOut({ ...harness.deps, timing: { ...harness.deps.timing, settleMs: 60_000 } }, "r1");
  await until(async () => {
    const state = (await harness.records.executions.get("r1"))?.state;
    return state?.kind === "calling" && state.call.end?.fault?.kind === "unreachable";
  });
  return { worker };
}

test("a rescue is accepted at once if the worker saw its call break, and ends the execution in the same commit", () =>
  withHarness(async (harness) => {
    const { worker } = await brokenSwitch(harness);
    expect(deniedAt(harness, "commerce")).toEqual(TABLES);
    expect(await rescued(harness)).toMatchObject({ kind: "receipt", doing: "rescuing" });
    const { live } = await harness.records.dossier(moveId(C2C));
    expect(live.execution?.id).toBe("x1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({
      kind: "unknown",
      fault: { kind: "unreachable" },
      findings: expect.arrayContaining(["writes-not-switched", "source-denies-writes", "workflow-locked"]),
    });
    expect((await harness.records.requests.get("r1"))?.state.kind).toBe("used");
    await worker;
    await carriedOut(harness.deps, "x1");
    expect(await outcomeOf(harness, "x1")).toMatchObject({ kind: "succeeded" });
    expect(deniedAt(harness, "commerce")).toEqual([]);
    const told = await lines(harness);
    expect(told.filter((body) => body.kind === "outcome")).toMatchObject([{ executionId: "r1" }, { executionId: "x1" }]);
    expect(told.at(-1)).toMatchObject({ kind: "lock-left", holder: { action: "WorkflowSwitchTraffic" } });
  }));

test("a rescue is accepted while the execution waits for its turn, and ends it as one that sent nothing", () =>
  withHarness(async (harness) => {
    const { worker } = await brokenSwitch(harness);
    expect(await rescued(harness, "x0")).toMatchObject({ kind: "receipt" });
    await worker;
    // The move's execution waits in line, as a reverse does while another move's complete has the turn.
    const stuck = await harness.records.executions.get("x0");
    if (stuck?.state.kind !== "ready") throw new Error("not ready");
    const { left } = stuck.state;
    const now = await harness.records.now();
    const hold = { reason: "rules-in-use", since: now, until: now + 60_000 } as const;
    await commit(harness.deps, moveId(C2C), () => ({
      execution: { ...stuck, state: { kind: "held", left, hold } },
      result: undefined,
    }));
    expect(await rescued(harness, "x1")).toMatchObject({ kind: "receipt", doing: "rescuing" });
    expect(await outcomeOf(harness, "x0")).toMatchObject({ kind: "refused", reason: "rules-in-use" });
    await carriedOut(harness.deps, "x1");
    expect(await outcomeOf(harness, "x1")).toMatchObject({ kind: "succeeded" });
    expect(deniedAt(harness, "commerce")).toEqual([]);
  }));

test("an outage from Tandem's own broken call is announced at the first reading, however young its lock is", () =>
  withHarness(async (harness) => {
    const { worker } = await brokenSwitch(harness);
    expect(harness.jobs.asked).toContain("watch-keyspace prod customer");
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    expect((await lines(harness)).filter((body) => body.kind === "alarm")).toMatchObject([
      { alarm: "source-writes-denied", tables: TABLES },
    ]);
    await rescued(harness);
    await worker;
  }));

function isBegun(answer: unknown): boolean {
  return JSON.stringify(answer).includes("rescuing");
}

test("of many rescues at the same moment one runs, and the others find that it is done", () =>
  withHarness(async (harness) => {
    const { worker } = await brokenSwitch(harness);
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => rescued(harness, `x${index}`)));
    expect(answers.filter(isBegun)).toHaveLength(1);
    for (const answer of answers.filter((one) => !isBegun(one))) expect(answer).toMatchObject({ reason: "execution-running" });
    const all = await Promise.all(answers.map((_, index) => harness.records.executions.get(`x${index}`)));
    expect(all.filter((one) => one !== undefined)).toHaveLength(1);
    expect((await lines(harness)).filter((body) => body.kind === "outcome")).toHaveLength(1);
    await worker;
  }));

test("a rescue retries while the dead call's lock blocks it, which is announced once, with the keyspace", () =>
  withHarness(async (harness) => {
    const { worker } = await brokenSwitch(harness);
    harness.simulator.faults.inject({ rpc: "SetShardTabletControl", times: 3 }, LOCKED);
    await rescued(harness);
    await worker;
    await carriedOut(harness.deps, "x1");
    expect(await outcomeOf(harness, "x1")).toMatchObject({ kind: "succeeded" });
    expect(sent(harness, "SetShardTabletControl")).toBe(4);
    expect(deniedAt(harness, "commerce")).toEqual([]);
    const held = (await lines(harness)).filter((body) => body.kind === "held");
    expect(held).toMatchObject([{ executionId: "x1", hold: { reason: "dead-lock", keyspace: "commerce" } }]);
    const calls = (await harness.records.executions.get("x1"))?.done ?? [];
    expect(calls.map((call) => call.did)).toEqual(["nothing", "nothing", "nothing", "step"]);
    expect(held[0]).toHaveProperty("hold.since", calls[0]?.startedAt);
  }));

test("a dead call's lock that does not expire makes the rescue fail, with what Vitess said", () =>
  withHarness(async (harness) => {
    const deps = { ...harness.deps, timing: { ...harness.deps.timing, deadLockLapsesMs: 400 } };
    const { worker } = await brokenSwitch(harness);
    harness.simulator.faults.inject({ rpc: "SetShardTabletControl", times: 1_000 }, LOCKED);
    await rescued(harness);
    await worker;
    await carriedOut(deps, "x1");
    expect(await outcomeOf(harness, "x1")).toMatchObject({
      kind: "failed",
      fault: { text: expect.stringContaining("keyspaces/commerce/locks") },
    });
    expect((await harness.records.executions.get("x1"))?.done.map((call) => call.did)).not.toContain("step");
    expect(deniedAt(harness, "commerce")).toEqual(TABLES);
  }));

test("a rescue that Vitess refuses for another reason fails at once, without waiting for a lock", () =>
  withHarness(async (harness) => {
    const { worker } = await brokenSwitch(harness);
    harness.simulator.faults.inject({ rpc: "SetShardTabletControl" }, { kind: "error", details: "table customer is not in the deny list" });
    await rescued(harness);
    await worker;
    await carriedOut(harness.deps, "x1");
    expect(await outcomeOf(harness, "x1")).toMatchObject({ kind: "failed", fault: { text: "table customer is not in the deny list" } });
    expect(sent(harness, "SetShardTabletControl")).toBe(1);
    expect((await lines(harness)).filter((body) => body.kind === "held")).toEqual([]);
  }));

test("after a reverse that died, writes are unblocked at the target, where routing still sends them", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH_AT_ONCE, "r1");
    const answer = await requestOperation(harness.deps, await followed(harness), REVERSE, { ...ASKER, id: requestNamed("b1") });
    expect(answer).toMatchObject({ kind: "receipt", doing: "rolling-back" });
    harness.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "source-writes-denied" });
    await carriedOut(harness.deps, "b1");
    expect(await outcomeOf(harness, "b1")).toMatchObject({ kind: "unknown", findings: expect.arrayContaining(["target-denies-writes"]) });
    expect(deniedAt(harness, "customer")).toEqual(TABLES);
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    expect((await lines(harness)).filter((body) => body.kind === "alarm")).toMatchObject([{ alarm: "target-writes-denied" }]);

    expect(await rescue(harness.deps, await followed(harness), undefined, { ...ASKER, id: requestNamed("x1") })).toMatchObject({
      kind: "rescue-plan",
      keyspace: "customer",
      tables: TABLES,
    });
    expect(await rescued(harness)).toMatchObject({ kind: "receipt", doing: "rescuing" });
    await carriedOut(harness.deps, "x1");
    expect(await outcomeOf(harness, "x1")).toMatchObject({ kind: "succeeded" });
    expect(deniedAt(harness, "customer")).toEqual([]);
    expect((await lines(harness)).filter((body) => body.kind === "outcome").at(-1)).toMatchObject({
      act: { verb: "rescue", options: { tables: TABLES, keyspace: "customer" } },
    });
  }));

test("a rescue does not end a call whose worker is gone before the call cannot leave that worker any more", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    harness.simulator.state.setDeniedTables("commerce", "0", TABLES, true);
    await leaveOpenCall(harness, "r1", { before: "as it was before", agoMs: 6_000 });
    expect(await rescued(harness)).toMatchObject({ kind: "refused", reason: "execution-running" });
    expect((await harness.records.executions.get("r1"))?.state.kind).toBe("calling");
    await harness.records.executions.change("r1", (one) => {
      const { state } = one;
      if (state.kind !== "calling") throw new Error(`it is ${state.kind}`);
      return {
        write: { ...one, state: { ...state, call: { ...state.call, startedAt: state.call.startedAt - 3_000 } } },
        result: undefined,
      };
    });
    expect(await rescued(harness)).toMatchObject({ kind: "receipt", doing: "rescuing" });
    expect(await carryOut(harness.deps, "r1")).toEqual({ kind: "done" });
    expect(sent(harness, "WorkflowSwitchTraffic")).toBe(1);
  }));

test("a rescue is refused if a call starts while it looks", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    harness.simulator.state.setDeniedTables("commerce", "0", TABLES, true);
    const execution = await harness.records.executions.get("r1");
    if (execution === undefined) throw new Error("no execution");
    // As if it was approved only then.
    const hidden = { ...execution, state: { kind: "ended", outcome: { kind: "already-so", at: 1 } } } as const;
    await harness.records.executions.change("r1", () => ({ write: hidden, result: undefined }));
    const deps = withCall(harness, {
      async lockHolders(name, source) {
        await harness.records.commit(moveId(C2C), () => ({ execution, result: undefined }), { execution: "r1" });
        await leaveOpenCall(harness, "r1").catch(() => undefined);
        return harness.vitess.lockHolders(name, source);
      },
    });
    const answer = await rescue(deps, await followed(harness), "commerce2customer", { ...ASKER, id: requestNamed("x1") });
    expect(answer).toMatchObject({ kind: "refused", reason: "execution-running" });
    expect((await harness.records.executions.get("r1"))?.state.kind).toBe("calling");
    expect(await harness.records.executions.get("x1")).toBeUndefined();
  }));

test("an execution ended by a rescue keeps its call: the audit counts it, and the thread names its rules", () =>
  withHarness(async (harness) => {
    const { worker } = await brokenSwitch(harness);
    await rescued(harness);
    await worker;
    expect((await harness.records.executions.get("r1"))?.done).toMatchObject([
      { did: "nothing", snapshot: "r-2", fault: { kind: "unreachable" } },
    ]);
    expect((await harness.audited()).find(({ kind }) => kind === "outcome")?.facts).toMatchObject({
      execution: "r1",
      calls: 1,
      snapshots: "r-2",
    });
    expect((await lines(harness)).find((body) => body.kind === "outcome")).toMatchObject({ executionId: "r1", snapshots: ["r-2"] });
  }));
