import { expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { SWITCH_DEFAULTS, type TabletType } from "../../../src/core/options/options.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { approved, carriedOut, leaveOpenCall, lines, nowReading, outcomeOf, SWITCH } from "../moves.ts";
import { withCall } from "../rules/plant.ts";
import { stagesWithRunningMove } from "../running-move.ts";
import { C2C, PROD, type Stage, under } from "../stage.ts";

const onStage = stagesWithRunningMove();

const READS: readonly TabletType[] = ["REPLICA", "RDONLY"];

/** Somebody else's hand: reads or writes switched with vtctldclient. */
async function elsewhere(stage: Stage, tabletTypes: readonly TabletType[], direction: "forward" | "backward"): Promise<void> {
  await stage.vitess.switchTraffic(C2C, { ...SWITCH_DEFAULTS, tabletTypes }, { direction, dryRun: false });
}

function switchCalls(stage: Stage): readonly unknown[] {
  const calls = stage.simulator.calls().filter((call) => call.method === "WorkflowSwitchTraffic" && call.request["dry_run"] !== true);
  return calls.map(({ request }) => request["tablet_types"]);
}

/** A switch whose reads are over and soak for a minute. */
async function soaking(stage: Stage): Promise<void> {
  await approved({ ...stage, deps: under(stage.deps, { limits: { soakMs: 60_000 } }) }, SWITCH, "r1");
  expect(await carryOut(stage.deps, "r1")).toMatchObject({ kind: "again" });
  expect((await stage.records.executions.get("r1"))?.state.kind).toBe("soaking");
}

async function soakIsOver(stage: Stage): Promise<void> {
  await stage.records.executions.change("r1", (one) => {
    if (one.state.kind !== "soaking") throw new Error(`it is ${one.state.kind}`);
    return { write: { ...one, state: { ...one.state, until: 1 } }, result: undefined };
  });
}

test("reads that somebody else sends back end the soak in words, at the next look and not at its end, and the writes stay", () =>
  onStage(async (stage) => {
    await soaking(stage);
    await elsewhere(stage, READS, "backward");
    expect(await carryOut(stage.deps, "r1")).toEqual({ kind: "done" });
    expect(await outcomeOf(stage, "r1")).toMatchObject({
      kind: "refused",
      reason: "state-changed",
      difference: [expect.stringContaining("replica reads are not on the target any more")],
    });
    expect(switchCalls(stage)).toEqual([READS, READS]);
  }));

test("writes that somebody else switches in the soak end it too: they are not this plan's", () =>
  onStage(async (stage) => {
    await soaking(stage);
    await elsewhere(stage, ["PRIMARY"], "forward");
    await carryOut(stage.deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({
      kind: "refused",
      reason: "state-changed",
      readsSwitched: true,
      difference: expect.arrayContaining([expect.stringContaining("writes were moved by somebody else")]),
    });
  }));

test("a workflow that is stopped, or gone, in the soak ends it", () =>
  onStage(async (stage) => {
    await soaking(stage);
    await stage.vitess.setRunning(C2C, "Stopped");
    await carryOut(stage.deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ reason: "state-changed", difference: ["streams: 1 running → 1 stopped"] });
  }));

test("a soak in which nothing differs goes on to its end, looks now and then, and the writes follow", () =>
  onStage(async (stage) => {
    await soaking(stage);
    const next = await carryOut(stage.deps, "r1");
    expect(next).toHaveProperty(
      "inMs",
      expect.toSatisfy((ms) => ms > 0 && ms <= stage.deps.timing.soakLookMs),
    );
    await soakIsOver(stage);
    await carriedOut(stage.deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
    expect(switchCalls(stage)).toEqual([READS, ["PRIMARY"]]);
  }));

test("reads that somebody else switched after the approval stop the switch before its first call", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH, "r1");
    await elsewhere(stage, READS, "forward");
    await carriedOut(stage.deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({
      kind: "refused",
      reason: "state-changed",
      difference: expect.arrayContaining(["traffic: Reads Not Switched. Writes Not Switched → All Reads Switched. Writes Not Switched"]),
    });
    expect(switchCalls(stage)).toEqual([READS]);
  }));

test("reads that were over already when people approved are not switched again, and soak all the same, from the first look", () =>
  onStage(async (stage) => {
    await elsewhere(stage, READS, "forward");
    await soaking(stage);
    const state = (await stage.records.executions.get("r1"))?.state;
    expect(state).toHaveProperty(
      "until",
      expect.toSatisfy((until) => until > Date.now() + 30_000),
    );
    expect((await stage.records.executions.get("r1"))?.done).toEqual([]);
    await soakIsOver(stage);
    await carriedOut(stage.deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
    expect(switchCalls(stage)).toEqual([READS, ["PRIMARY"]]);
  }));

test("success is the whole goal: reads that go back while the writes are switched leave it unfinished, and that is said", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH, "r1");
    const deps = withCall(stage, {
      async switchTraffic(name, options, run) {
        const answer = await stage.vitess.switchTraffic(name, options, run);
        if (options.tabletTypes.includes("PRIMARY")) await elsewhere(stage, READS, "backward");
        return answer;
      },
    });
    await carriedOut(deps, "r1");
    expect((await nowReading(stage)).trafficState).toContain("Writes Switched");
    expect(await outcomeOf(stage, "r1")).toMatchObject({
      kind: "unfinished",
      findings: expect.arrayContaining(["reads-not-switched", "writes-switched"]),
    });
  }));

test("a call of its own that was given up and arrived late is counted as done by this plan, and is nobody else's", () =>
  onStage(async (stage) => {
    await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
    await approved(stage, SWITCH, "r1");
    await leaveOpenCall(stage, "r1", { agoMs: stage.deps.timing.takeOverAfterMs });
    let looks = 0;
    const deps = withCall(stage, {
      async lockHolders(name, source) {
        looks += 1;
        // Each look asks twice. The first found nothing changed and gave the call up; before the second it arrives after all.
        if (looks === 3) await elsewhere(stage, READS, "forward");
        return stage.vitess.lockHolders(name, source);
      },
    });
    await carriedOut(deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
    // The late one, and the writes: the reads were not sent a second time.
    expect(switchCalls(stage)).toEqual([READS, ["PRIMARY"]]);
    expect((await stage.records.executions.get("r1"))?.done).toMatchObject([
      { tabletTypes: READS, did: "step", fault: { kind: "interrupted" } },
      { tabletTypes: ["PRIMARY"], did: "step" },
    ]);
    await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
    expect((await lines(stage)).filter((body) => body.kind === "outside")).toEqual([]);
  }));

test("a late call that arrives after its operation has ended is told as Tandem's own, with when it was sent", () =>
  onStage(async (stage) => {
    await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
    await approved(stage, SWITCH, "r1");
    // Both tries are given up: nobody sees anything of them.
    const deaf = withCall(stage, { switchTraffic: () => new Promise(() => {}) });
    void carryOut({ ...deaf, timing: { ...stage.deps.timing, leaseMs: 300 } }, "r1");
    await expect.poll(async () => (await stage.records.executions.get("r1"))?.state.kind, { timeout: 10_000 }).toBe("calling");
    const { state } = (await stage.records.executions.get("r1")) ?? {};
    const sentAt = state?.kind === "calling" ? state.call.startedAt : undefined;
    await stage.records.commit(moveId(C2C), ({ move, execution }) => {
      if (move?.state.kind !== "followed" || execution === undefined || sentAt === undefined) throw new Error("not so");
      const call = { verb: "switch", types: READS, startedAt: sentAt, brokeAt: sentAt + 1, executionId: "r1" } as const;
      const ended = { ...execution, state: { kind: "ended", outcome: { kind: "unknown", at: sentAt + 1, findings: [] } } } as const;
      return { move: { ...move, state: { ...move.state, unheard: [call] } }, execution: ended, result: undefined };
    });
    await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
    await elsewhere(stage, READS, "forward");
    await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
    expect((await lines(stage)).filter((body) => body.kind === "outside")).toMatchObject([
      { what: "reads-switched", own: { verb: "switch", startedAt: sentAt } },
    ]);
  }));
