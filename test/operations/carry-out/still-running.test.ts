import { afterAll, beforeAll, expect, test } from "vitest";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { Fault } from "../../../src/operations/fault.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { approved, carriedOut, leaveOpenCall, outcomeOf, SWITCH_AT_ONCE } from "../moves.ts";
import { sent, withCall } from "../rules/plant.ts";
import type { Harness } from "../harness.ts";
import { openHarnessWithMove } from "../prepared-move.ts";

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

async function withHarness(work: (harness: Harness) => Promise<void>): Promise<void> {
  const harness = await openHarnessWithMove(redis.url);
  try {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    await work(harness);
  } finally {
    await harness.end();
  }
}

/** How long after the first call the second one was recorded. */
async function betweenCalls({ records }: Harness): Promise<number> {
  const [first, second] = (await records.executions.get("r1"))?.done ?? [];
  return (second?.startedAt ?? 0) - (first?.startedAt ?? 0);
}

test.each([12, 17, 19])("on Vitess %i an unseen lock proves nothing: a call is not retried before the first one must be over", (major) =>
  withHarness(async (harness) => {
    const dialect = major < 18 ? "legacy" : "typed";
    const deps = withCall(harness, {
      version: () => Promise.resolve({ dialect, major, tablets: [], from: "configured" }),
      lockHolders: () => Promise.resolve([]),
    });
    await leaveOpenCall(harness, "r1", { agoMs: harness.deps.timing.takeOverAfterMs });
    const before = sent(harness, "WorkflowSwitchTraffic");
    expect(await carryOut(deps, "r1")).toEqual({ kind: "again", inMs: 50 });
    expect(sent(harness, "WorkflowSwitchTraffic")).toBe(before);
    await carriedOut(deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    expect(await betweenCalls(harness)).toBeGreaterThanOrEqual(harness.deps.timing.callIsOverMs);
  }),
);

test("where locks are shown, a free lock allows the retry as soon as the first call cannot leave its worker any more", () =>
  withHarness(async (harness) => {
    const deps = { ...harness.deps, timing: { ...harness.deps.timing, callIsOverMs: 60_000 } };
    await leaveOpenCall(harness, "r1");
    await carriedOut(deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    expect(await betweenCalls(harness)).toBeGreaterThanOrEqual(deps.timing.takeOverAfterMs);
    expect(await betweenCalls(harness)).toBeLessThan(deps.timing.callIsOverMs);
  }));

test("nobody takes over a call that may still leave its worker: until then Vitess is not even read", () =>
  withHarness(async (harness) => {
    const deps = { ...harness.deps, timing: { ...harness.deps.timing, takeOverAfterMs: 60_000 } };
    await leaveOpenCall(harness, "r1");
    const before = harness.simulator.calls().length;
    const next = await carryOut(deps, "r1");
    expect(next).toMatchObject({ kind: "again" });
    expect(next).toHaveProperty(
      "inMs",
      expect.toSatisfy((ms) => ms > 0 && ms <= 60_000),
    );
    expect(harness.simulator.calls()).toHaveLength(before);
    expect(await outcomeOf(harness, "r1")).toBeUndefined();
    expect((await harness.records.executions.get("r1"))?.state).toMatchObject({ kind: "calling", call: { before: expect.any(String) } });
  }));

test("a broken connection while the lock is still held does not prove that nothing will change", () =>
  withHarness(async (harness) => {
    const deps = withCall(harness, {
      switchTraffic() {
        harness.simulator.state.holdWorkflowLock("customer", "commerce2customer");
        return Promise.reject(new Fault("unreachable", "read ECONNRESET"));
      },
    });
    await carriedOut(deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({
      kind: "unknown",
      findings: ["reads-not-switched", "writes-not-switched", "workflow-locked"],
    });
  }));
