import { expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { approved, carriedOut, leaveOpenCall, lines, nowReading, outcomeOf, SWITCH } from "../moves.ts";
import { withCall } from "../rules/plant.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { C2C, PROD, type Harness, under } from "../harness.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";

const withHarness = harnessesWithRunningMove();

const READS: readonly TabletType[] = ["REPLICA", "RDONLY"];

/** Somebody else switches reads or writes with vtctldclient. */
async function elsewhere(harness: Harness, tabletTypes: readonly TabletType[], direction: "forward" | "backward"): Promise<void> {
  await harness.vitess.switchTraffic(C2C, { ...SWITCH_DEFAULTS, tabletTypes }, { direction, dryRun: false });
}

function switchCalls(harness: Harness): readonly unknown[] {
  const calls = harness.simulator.calls().filter((call) => call.method === "WorkflowSwitchTraffic" && call.request["dry_run"] !== true);
  return calls.map(({ request }) => request["tablet_types"]);
}

/** A switch whose reads are switched and soak for a minute. */
async function soaking(harness: Harness): Promise<void> {
  await approved({ ...harness, deps: under(harness.deps, { limits: { soakMs: 60_000 } }) }, SWITCH, "r1");
  expect(await carryOut(harness.deps, "r1")).toMatchObject({ kind: "again" });
  expect((await harness.records.executions.get("r1"))?.state.kind).toBe("soaking");
}

async function soakIsOver(harness: Harness): Promise<void> {
  await harness.records.executions.change("r1", (one) => {
    if (one.state.kind !== "soaking") throw new Error(`it is ${one.state.kind}`);
    return { write: { ...one, state: { ...one.state, until: 1 } }, result: undefined };
  });
}

test("reads that somebody else switches back end the soak at the next look, not at its end, and the writes stay", () =>
  withHarness(async (harness) => {
    await soaking(harness);
    await elsewhere(harness, READS, "backward");
    expect(await carryOut(harness.deps, "r1")).toEqual({ kind: "done" });
    expect(await outcomeOf(harness, "r1")).toMatchObject({
      kind: "refused",
      reason: "state-changed",
      difference: [expect.stringContaining("replica reads are not on the target any more")],
    });
    expect(switchCalls(harness)).toEqual([READS, READS]);
  }));

test("writes that somebody else switches during the soak end it too, because the plan did not switch them", () =>
  withHarness(async (harness) => {
    await soaking(harness);
    await elsewhere(harness, ["PRIMARY"], "forward");
    await carryOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({
      kind: "refused",
      reason: "state-changed",
      readsSwitched: true,
      difference: expect.arrayContaining([expect.stringContaining("writes were moved by somebody else")]),
    });
  }));

test("a workflow that is stopped or deleted during the soak ends it", () =>
  withHarness(async (harness) => {
    await soaking(harness);
    await harness.vitess.setRunning(C2C, "Stopped");
    await carryOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ reason: "state-changed", difference: ["streams: 1 running → 1 stopped"] });
  }));

test("a soak without differences lasts to its end with a look now and then, and the writes follow", () =>
  withHarness(async (harness) => {
    await soaking(harness);
    const next = await carryOut(harness.deps, "r1");
    expect(next).toHaveProperty(
      "inMs",
      expect.toSatisfy((ms) => ms > 0 && ms <= harness.deps.timing.soakLookMs),
    );
    await soakIsOver(harness);
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    expect(switchCalls(harness)).toEqual([READS, ["PRIMARY"]]);
  }));

test("reads that somebody else switched after the approval stop the switch before its first call", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    await elsewhere(harness, READS, "forward");
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({
      kind: "refused",
      reason: "state-changed",
      difference: expect.arrayContaining(["traffic: Reads Not Switched. Writes Not Switched → All Reads Switched. Writes Not Switched"]),
    });
    expect(switchCalls(harness)).toEqual([READS]);
  }));

test("reads already switched at the approval are not switched again, and still soak, from the first reading", () =>
  withHarness(async (harness) => {
    await elsewhere(harness, READS, "forward");
    await soaking(harness);
    const state = (await harness.records.executions.get("r1"))?.state;
    expect(state).toHaveProperty(
      "until",
      expect.toSatisfy((until) => until > Date.now() + 30_000),
    );
    expect((await harness.records.executions.get("r1"))?.done).toEqual([]);
    await soakIsOver(harness);
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    expect(switchCalls(harness)).toEqual([READS, ["PRIMARY"]]);
  }));

test("success needs the whole goal: reads that go back while the writes are switched leave it unfinished, and the outcome says so", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    const deps = withCall(harness, {
      async switchTraffic(name, options, run) {
        const answer = await harness.vitess.switchTraffic(name, options, run);
        if (options.tabletTypes.includes("PRIMARY")) await elsewhere(harness, READS, "backward");
        return answer;
      },
    });
    await carriedOut(deps, "r1");
    expect((await nowReading(harness)).trafficState).toContain("Writes Switched");
    expect(await outcomeOf(harness, "r1")).toMatchObject({
      kind: "unfinished",
      findings: expect.arrayContaining(["reads-not-switched", "writes-switched"]),
    });
  }));

test("an abandoned call of Tandem's own that arrived late counts as done by this plan, and as nobody else's", () =>
  withHarness(async (harness) => {
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    await approved(harness, SWITCH, "r1");
    await leaveOpenCall(harness, "r1", { agoMs: harness.deps.timing.takeOverAfterMs });
    let looks = 0;
    const deps = withCall(harness, {
      async lockHolders(name, source) {
        looks += 1;
        // Each look reads twice. The first found nothing changed and gave the call up; it arrives before the second after all.
        if (looks === 3) await elsewhere(harness, READS, "forward");
        return harness.vitess.lockHolders(name, source);
      },
    });
    await carriedOut(deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    // The late one, and the writes: the reads were not sent a second time.
    expect(switchCalls(harness)).toEqual([READS, ["PRIMARY"]]);
    expect((await harness.records.executions.get("r1"))?.done).toMatchObject([
      { tabletTypes: READS, did: "step", fault: { kind: "interrupted" } },
      { tabletTypes: ["PRIMARY"], did: "step" },
    ]);
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    expect((await lines(harness)).filter((body) => body.kind === "outside")).toEqual([]);
  }));

test("a call that arrives after its operation has ended is announced as Tandem's own, with the time when it was sent", () =>
  withHarness(async (harness) => {
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    await approved(harness, SWITCH, "r1");
    // Both attempts are given up: nobody sees any effect of them.
    const deaf = withCall(harness, { switchTraffic: () => new Promise(() => {}) });
    void carryOut({ ...deaf, timing: { ...harness.deps.timing, leaseMs: 300 } }, "r1");
    await expect.poll(async () => (await harness.records.executions.get("r1"))?.state.kind).toBe("calling");
    const { state } = (await harness.records.executions.get("r1")) ?? {};
    const sentAt = state?.kind === "calling" ? state.call.startedAt : undefined;
    await harness.records.commit(moveId(C2C), ({ move, execution }) => {
      if (move?.state.kind !== "followed" || execution === undefined || sentAt === undefined) throw new Error("not so");
      const call = { verb: "switch", types: READS, startedAt: sentAt, brokeAt: sentAt + 1, executionId: "r1" } as const;
      const ended = { ...execution, state: { kind: "ended", outcome: { kind: "unknown", at: sentAt + 1, findings: [] } } } as const;
      return { move: { ...move, state: { ...move.state, unheard: [call] } }, execution: ended, result: undefined };
    });
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    await elsewhere(harness, READS, "forward");
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    expect((await lines(harness)).filter((body) => body.kind === "outside")).toMatchObject([
      { what: "reads-switched", own: { verb: "switch", startedAt: sentAt } },
    ]);
  }));
