import { afterAll, beforeAll, expect, test } from "vitest";
import { shapeOf } from "../../../src/core/acts/verdict.ts";
import { beginExecution } from "../../../src/operations/carry-out/begin.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { recordCall } from "../../../src/operations/carry-out/send.ts";
import { Fault } from "../../../src/operations/fault.ts";
import { type PrivateRedis, startRedis } from "../../standins/redis.ts";
import { approved, carriedOut, nowReading, runningMove, SWITCH_AT_ONCE } from "../moves.ts";
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

/** A call that its worker recorded and died over: nothing of it is to be seen at Vitess. */
async function leaveOpenCall(stage: Stage): Promise<void> {
  const begun = await beginExecution(stage.deps, "r1");
  if (begun === undefined) throw new Error("no execution");
  await recordCall(stage.records, begun, stage.deps.digest(shapeOf(begun.seal, await nowReading(stage))), "r-1");
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
      await leaveOpenCall(stage);
      const before = sent(stage, "WorkflowSwitchTraffic");
      expect(await carryOut(deps, "r1")).toEqual({ kind: "again", inMs: 50 });
      expect(sent(stage, "WorkflowSwitchTraffic")).toBe(before);
      await carriedOut(deps, "r1");
      expect((await stage.records.executions.get("r1"))?.outcome?.kind).toBe("succeeded");
      const [first, second] = (await stage.records.executions.get("r1"))?.calls ?? [];
      expect((second?.startedAt ?? 0) - (first?.startedAt ?? 0)).toBeGreaterThanOrEqual(stage.deps.timing.callIsOverMs);
    }),
);

test("where locks are told, one that nobody holds lets the call go again at once", () =>
  onStage(async (stage) => {
    await leaveOpenCall(stage);
    await carriedOut(stage.deps, "r1");
    const [first, second] = (await stage.records.executions.get("r1"))?.calls ?? [];
    expect((second?.startedAt ?? 0) - (first?.startedAt ?? 0)).toBeLessThan(stage.deps.timing.callIsOverMs);
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
    expect((await stage.records.executions.get("r1"))?.outcome).toMatchObject({
      kind: "unknown",
      findings: ["reads-not-switched", "writes-not-switched", "workflow-locked"],
    });
  }));
