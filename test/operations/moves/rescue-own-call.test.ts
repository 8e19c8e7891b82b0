import { expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { commit } from "../../../src/operations/commit.ts";
import { rescue } from "../../../src/operations/moves/rescue.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { approved, ASKER, carriedOut, done, followed, leaveOpenCall, lines, outcomeOf, REVERSE, SWITCH_AT_ONCE } from "../moves.ts";
import { stagesWithRunningMove } from "../running-move.ts";
import { BEN, C2C, PROD, type Stage, until } from "../stage.ts";
import { sent, withCall } from "../rules/plant.ts";

const onStage = stagesWithRunningMove();
const TABLES = ["corder", "customer"];

/** SetShardTabletControl's answer until a dead vtctld's keyspace lock lapses (docs/facts/denied-tables.md#dead-vtctlds-keyspace-lock). */
const LOCKED = { kind: "error", details: "deadline exceeded: /vitess/global/keyspaces/commerce/locks" } as const;

async function rescued(stage: Stage, id = "x1"): Promise<unknown> {
  return rescue(stage.deps, await followed(stage), "commerce2customer", { ...ASKER, by: BEN, id });
}

function deniedAt({ simulator }: Stage, keyspace: string): readonly string[] {
  return simulator.state.shard(keyspace, "0").deniedTables.toSorted();
}

/** The switch is sent and its vtctld dies with the writes denied; its worker has seen that, and still looks what became of it. */
async function brokenSwitch(stage: Stage): Promise<{ readonly worker: Promise<unknown> }> {
  await approved(stage, SWITCH_AT_ONCE, "r1");
  stage.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "source-writes-denied" });
  const worker = carriedOut({ ...stage.deps, timing: { ...stage.deps.timing, settleMs: 60_000 } }, "r1");
  await until(async () => {
    const state = (await stage.records.executions.get("r1"))?.state;
    return state?.kind === "calling" && state.call.end?.fault?.kind === "unreachable";
  });
  return { worker };
}

test("a rescue is accepted at once when the worker that made the call saw it break, and ends what is carried out in the same commit", () =>
  onStage(async (stage) => {
    const { worker } = await brokenSwitch(stage);
    expect(deniedAt(stage, "commerce")).toEqual(TABLES);
    expect(await rescued(stage)).toMatchObject({ kind: "receipt", doing: "rescuing" });
    const { live } = await stage.records.dossier(moveId(C2C));
    expect(live.execution?.id).toBe("x1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({
      kind: "unknown",
      fault: { kind: "unreachable" },
      findings: expect.arrayContaining(["writes-not-switched", "source-denies-writes", "workflow-locked"]),
    });
    expect((await stage.records.requests.get("r1"))?.state.kind).toBe("used");
    await worker;
    await carriedOut(stage.deps, "x1");
    expect(await outcomeOf(stage, "x1")).toMatchObject({ kind: "succeeded" });
    expect(deniedAt(stage, "commerce")).toEqual([]);
    const told = await lines(stage);
    expect(told.filter((body) => body.kind === "outcome")).toMatchObject([{ executionId: "r1" }, { executionId: "x1" }]);
    expect(told.at(-1)).toMatchObject({ kind: "lock-left", holder: { action: "WorkflowSwitchTraffic" } });
  }));

test("a rescue is accepted while what is live stands in line for its turn, and ends that as one that has sent nothing", () =>
  onStage(async (stage) => {
    const { worker } = await brokenSwitch(stage);
    expect(await rescued(stage, "x0")).toMatchObject({ kind: "receipt" });
    await worker;
    // What is live of the move stands in line: as a way back does while another move's complete has the turn.
    const stuck = await stage.records.executions.get("x0");
    if (stuck?.state.kind !== "ready") throw new Error("not ready");
    const { left } = stuck.state;
    const now = await stage.records.now();
    const hold = { reason: "rules-in-use", since: now, until: now + 60_000 } as const;
    await commit(stage.deps, moveId(C2C), () => ({
      execution: { ...stuck, state: { kind: "held", left, hold } },
      result: undefined,
    }));
    expect(await rescued(stage, "x1")).toMatchObject({ kind: "receipt", doing: "rescuing" });
    expect(await outcomeOf(stage, "x0")).toMatchObject({ kind: "refused", reason: "rules-in-use" });
    await carriedOut(stage.deps, "x1");
    expect(await outcomeOf(stage, "x1")).toMatchObject({ kind: "succeeded" });
    expect(deniedAt(stage, "commerce")).toEqual([]);
  }));

test("the outage that Tandem's own broken call left is told with the first reading, however young its lock is", () =>
  onStage(async (stage) => {
    const { worker } = await brokenSwitch(stage);
    expect(stage.jobs.asked).toContain("watch-keyspace prod customer");
    await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
    expect((await lines(stage)).filter((body) => body.kind === "alarm")).toMatchObject([{ alarm: "source-writes-denied", tables: TABLES }]);
    await rescued(stage);
    await worker;
  }));

function isBegun(answer: unknown): boolean {
  return JSON.stringify(answer).includes("rescuing");
}

test("of many who rescue at the same moment one does, and the others find that it is done already", () =>
  onStage(async (stage) => {
    const { worker } = await brokenSwitch(stage);
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => rescued(stage, `x${index}`)));
    expect(answers.filter(isBegun)).toHaveLength(1);
    for (const answer of answers.filter((one) => !isBegun(one))) expect(answer).toMatchObject({ reason: "execution-running" });
    const all = await Promise.all(answers.map((_, index) => stage.records.executions.get(`x${index}`)));
    expect(all.filter((one) => one !== undefined)).toHaveLength(1);
    expect((await lines(stage)).filter((body) => body.kind === "outcome")).toHaveLength(1);
    await worker;
  }));

test("giving writes back is tried again while the dead call's lock stands in its way, which is told once, with the keyspace that it holds", () =>
  onStage(async (stage) => {
    const { worker } = await brokenSwitch(stage);
    stage.simulator.faults.inject({ rpc: "SetShardTabletControl", times: 3 }, LOCKED);
    await rescued(stage);
    await worker;
    await carriedOut(stage.deps, "x1");
    expect(await outcomeOf(stage, "x1")).toMatchObject({ kind: "succeeded" });
    expect(sent(stage, "SetShardTabletControl")).toBe(4);
    expect(deniedAt(stage, "commerce")).toEqual([]);
    const held = (await lines(stage)).filter((body) => body.kind === "held");
    expect(held).toMatchObject([{ executionId: "x1", hold: { reason: "dead-lock", keyspace: "commerce" } }]);
    const calls = (await stage.records.executions.get("x1"))?.done ?? [];
    expect(calls.map((call) => call.did)).toEqual(["nothing", "nothing", "nothing", "step"]);
    expect(held[0]).toHaveProperty("hold.since", calls[0]?.startedAt);
  }));

test("a dead call's lock that does not lapse ends the rescue as failed, with what Vitess said", () =>
  onStage(async (stage) => {
    const deps = { ...stage.deps, timing: { ...stage.deps.timing, deadLockLapsesMs: 400 } };
    const { worker } = await brokenSwitch(stage);
    stage.simulator.faults.inject({ rpc: "SetShardTabletControl", times: 1_000 }, LOCKED);
    await rescued(stage);
    await worker;
    await carriedOut(deps, "x1");
    expect(await outcomeOf(stage, "x1")).toMatchObject({
      kind: "failed",
      fault: { text: expect.stringContaining("keyspaces/commerce/locks") },
    });
    expect((await stage.records.executions.get("x1"))?.done.map((call) => call.did)).not.toContain("step");
    expect(deniedAt(stage, "commerce")).toEqual(TABLES);
  }));

test("giving writes back that Vitess refuses for another reason has failed at once: no lock is waited for", () =>
  onStage(async (stage) => {
    const { worker } = await brokenSwitch(stage);
    stage.simulator.faults.inject({ rpc: "SetShardTabletControl" }, { kind: "error", details: "table customer is not in the deny list" });
    await rescued(stage);
    await worker;
    await carriedOut(stage.deps, "x1");
    expect(await outcomeOf(stage, "x1")).toMatchObject({ kind: "failed", fault: { text: "table customer is not in the deny list" } });
    expect(sent(stage, "SetShardTabletControl")).toBe(1);
    expect((await lines(stage)).filter((body) => body.kind === "held")).toEqual([]);
  }));

test("after a way back that died, writes are given back to the target, where routing still sends them", () =>
  onStage(async (stage) => {
    await done(stage, SWITCH_AT_ONCE, "r1");
    const answer = await requestOperation(stage.deps, await followed(stage), REVERSE, { ...ASKER, id: "b1" });
    expect(answer).toMatchObject({ kind: "receipt", doing: "rolling-back" });
    stage.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "source-writes-denied" });
    await carriedOut(stage.deps, "b1");
    expect(await outcomeOf(stage, "b1")).toMatchObject({ kind: "unknown", findings: expect.arrayContaining(["target-denies-writes"]) });
    expect(deniedAt(stage, "customer")).toEqual(TABLES);
    await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
    expect((await lines(stage)).filter((body) => body.kind === "alarm")).toMatchObject([{ alarm: "target-writes-denied" }]);

    expect(await rescue(stage.deps, await followed(stage), undefined, { ...ASKER, id: "x1" })).toMatchObject({
      kind: "rescue-plan",
      keyspace: "customer",
      tables: TABLES,
    });
    expect(await rescued(stage)).toMatchObject({ kind: "receipt", doing: "rescuing" });
    await carriedOut(stage.deps, "x1");
    expect(await outcomeOf(stage, "x1")).toMatchObject({ kind: "succeeded" });
    expect(deniedAt(stage, "customer")).toEqual([]);
    expect((await lines(stage)).filter((body) => body.kind === "outcome").at(-1)).toMatchObject({
      act: { verb: "rescue", options: { tables: TABLES, keyspace: "customer" } },
    });
  }));

test("a call whose worker is gone is not called off by a rescue before it cannot leave that worker any more", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    stage.simulator.state.setDeniedTables("commerce", "0", TABLES, true);
    await leaveOpenCall(stage, "r1", { before: "as it was before", agoMs: 6_000 });
    expect(await rescued(stage)).toMatchObject({ kind: "refused", reason: "execution-running" });
    expect((await stage.records.executions.get("r1"))?.state.kind).toBe("calling");
    await stage.records.executions.change("r1", (one) => {
      const { state } = one;
      if (state.kind !== "calling") throw new Error(`it is ${state.kind}`);
      return {
        write: { ...one, state: { ...state, call: { ...state.call, startedAt: state.call.startedAt - 3_000 } } },
        result: undefined,
      };
    });
    expect(await rescued(stage)).toMatchObject({ kind: "receipt", doing: "rescuing" });
    expect(await carryOut(stage.deps, "r1")).toEqual({ kind: "done" });
    expect(sent(stage, "WorkflowSwitchTraffic")).toBe(1);
  }));

test("a call that begins while a rescue looks is nobody's to end: the rescue is refused", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    stage.simulator.state.setDeniedTables("commerce", "0", TABLES, true);
    const execution = await stage.records.executions.get("r1");
    if (execution === undefined) throw new Error("no execution");
    // As when it is approved only then.
    const hidden = { ...execution, state: { kind: "ended", outcome: { kind: "already-so", at: 1 } } } as const;
    await stage.records.executions.change("r1", () => ({ write: hidden, result: undefined }));
    const deps = withCall(stage, {
      async lockHolders(name, source) {
        await stage.records.commit(moveId(C2C), () => ({ execution, result: undefined }), { execution: "r1" });
        await leaveOpenCall(stage, "r1").catch(() => undefined);
        return stage.vitess.lockHolders(name, source);
      },
    });
    const answer = await rescue(deps, await followed(stage), "commerce2customer", { ...ASKER, id: "x1" });
    expect(answer).toMatchObject({ kind: "refused", reason: "execution-running" });
    expect((await stage.records.executions.get("r1"))?.state.kind).toBe("calling");
    expect(await stage.records.executions.get("x1")).toBeUndefined();
  }));

test("an execution that a rescue ends keeps the call that it made: the audit counts it, and the thread names its rules", () =>
  onStage(async (stage) => {
    const { worker } = await brokenSwitch(stage);
    await rescued(stage);
    await worker;
    expect((await stage.records.executions.get("r1"))?.done).toMatchObject([
      { did: "nothing", snapshot: "r-2", fault: { kind: "unreachable" } },
    ]);
    expect((await stage.audited()).find(({ kind }) => kind === "outcome")?.facts).toMatchObject({
      execution: "r1",
      calls: 1,
      snapshots: "r-2",
    });
    expect((await lines(stage)).find((body) => body.kind === "outcome")).toMatchObject({ executionId: "r1", snapshots: ["r-2"] });
  }));
