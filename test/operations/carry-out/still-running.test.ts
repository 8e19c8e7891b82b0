import { afterAll, beforeAll, expect, test } from "vitest";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { Fault } from "../../../src/operations/fault.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { approved, carriedOut, leaveOpenCall, outcomeOf, runningMove, SWITCH_AT_ONCE } from "../moves.ts";
import { sent, withCall } from "../rules/plant.ts";
import { openStage, type Stage } from "../stage.ts";

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

async function onStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await openStage(redis.url);
  try {
    await runningMove(stage);
    await approved(stage, SWITCH_AT_ONCE, "r1");
    await work(stage);
  } finally {
    await stage.end();
  }
}

/** How long after the first call the second one was recorded. */
async function betweenCalls({ records }: Stage): Promise<number> {
  const [first, second] = (await records.executions.get("r1"))?.done ?? [];
  return (second?.startedAt ?? 0) - (first?.startedAt ?? 0);
}

test.each([12, 17, 19])(
  "on Vitess %i nobody seen to hold a lock says nothing: a call is not sent again before the first must be over",
  (major) =>
    onStage(async (stage) => {
      const dialect = major < 18 ? "legacy" : "typed";
      const deps = withCall(stage, {
        version: () => Promise.resolve({ dialect, major, tablets: [], from: "configured" }),
        lockHolders: () => Promise.resolve([]),
      });
      await leaveOpenCall(stage, "r1", { agoMs: stage.deps.timing.takeOverAfterMs });
      const before = sent(stage, "WorkflowSwitchTraffic");
      expect(await carryOut(deps, "r1")).toEqual({ kind: "again", inMs: 50 });
      expect(sent(stage, "WorkflowSwitchTraffic")).toBe(before);
      await carriedOut(deps, "r1");
      expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
      expect(await betweenCalls(stage)).toBeGreaterThanOrEqual(stage.deps.timing.callIsOverMs);
    }),
);

test("where locks are told, one that nobody holds lets the call go again as soon as it cannot leave its worker any more", () =>
  onStage(async (stage) => {
    const deps = { ...stage.deps, timing: { ...stage.deps.timing, callIsOverMs: 60_000 } };
    await leaveOpenCall(stage, "r1");
    await carriedOut(deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
    expect(await betweenCalls(stage)).toBeGreaterThanOrEqual(deps.timing.takeOverAfterMs);
    expect(await betweenCalls(stage)).toBeLessThan(deps.timing.callIsOverMs);
  }));

test("nobody takes a call over before it cannot leave its worker any more: until then Vitess is not even looked at", () =>
  onStage(async (stage) => {
    const deps = { ...stage.deps, timing: { ...stage.deps.timing, takeOverAfterMs: 60_000 } };
    await leaveOpenCall(stage, "r1");
    const before = stage.simulator.calls().length;
    const next = await carryOut(deps, "r1");
    expect(next).toMatchObject({ kind: "again" });
    expect(next).toHaveProperty(
      "inMs",
      expect.toSatisfy((ms) => ms > 0 && ms <= 60_000),
    );
    expect(stage.simulator.calls()).toHaveLength(before);
    expect(await outcomeOf(stage, "r1")).toBeUndefined();
    expect((await stage.records.executions.get("r1"))?.state).toMatchObject({ kind: "calling", call: { before: expect.any(String) } });
  }));

test("a connection that broke while the lock is still held is no proof that nothing will change", () =>
  onStage(async (stage) => {
    const deps = withCall(stage, {
      switchTraffic() {
        stage.simulator.state.holdWorkflowLock("customer", "commerce2customer");
        return Promise.reject(new Fault("unreachable", "read ECONNRESET"));
      },
    });
    await carriedOut(deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({
      kind: "unknown",
      findings: ["reads-not-switched", "writes-not-switched", "workflow-locked"],
    });
  }));
