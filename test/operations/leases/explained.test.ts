import { afterAll, beforeAll, expect, test } from "vitest";
import type { Execution } from "../../../src/core/operation/execution/executions.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { toTurnStep } from "../../../src/operations/carry-out/turn.ts";
import { requestTurnOfStep, releaseTurn } from "../../../src/operations/leases/turns.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { carriedOut, outcomeOf } from "../moves.ts";
import { redirect, withCall } from "../rules/plant.ts";
import { PROD, type Harness } from "../harness.ts";
import { alarms, begin, openPair, PRODUCT, SELECT } from "./pair.ts";

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

async function executionOf({ records }: Harness, id: string): Promise<Execution> {
  const execution = await records.executions.get(id);
  if (execution === undefined) throw new Error(`no execution ${id}`);
  return execution;
}

/** The turn of product's switch expires while its call is running, as if its worker was frozen, and select's switch runs. */
async function overlapping(harness: Harness, meanwhile: () => Promise<void>): Promise<void> {
  await begin(harness, PRODUCT, "switch", "p1");
  await begin(harness, SELECT, "switch", "s1");
  const deps = withCall(harness, {
    async switchTraffic(...call) {
      const lines = await harness.vitess.switchTraffic(...call);
      await releaseTurn(harness.deps, PROD, "p1");
      await carriedOut(harness.deps, "s1");
      await meanwhile();
      return lines;
    },
  });
  await carriedOut(deps, "p1");
  for (const id of ["p1", "s1"]) expect(await outcomeOf(harness, id)).toMatchObject({ kind: "succeeded" });
}

test("changes by another step of Tandem's are not attributed to somebody else, even if a turn had expired", async () => {
  const harness = await openPair(redis.url);
  try {
    await overlapping(harness, () => Promise.resolve());
    expect([...(await alarms(harness, PRODUCT)), ...(await alarms(harness, SELECT))]).toEqual([]);
  } finally {
    await harness.end();
  }
});

test("a step waiting in line calls nothing on Vitess until the turn is free, and then runs", async () => {
  const harness = await openPair(redis.url);
  try {
    await begin(harness, PRODUCT, "switch", "p1");
    await begin(harness, SELECT, "switch", "s1");
    const product = toTurnStep(await executionOf(harness, "p1"));
    await requestTurnOfStep(harness.deps, product);
    expect(await carryOut(harness.deps, "s1")).toMatchObject({ kind: "again" });
    const before = harness.simulator.calls().length;
    expect(await carryOut(harness.deps, "s1")).toMatchObject({ kind: "again" });
    expect(harness.simulator.calls().slice(before)).toEqual([]);
    expect((await executionOf(harness, "s1")).state).toMatchObject({ kind: "held", hold: { reason: "rules-in-use" } });
    await releaseTurn(harness.deps, PROD, "p1");
    await carriedOut(harness.deps, "s1");
    expect(await outcomeOf(harness, "s1")).toMatchObject({ kind: "succeeded" });
  } finally {
    await harness.end();
  }
});

test("changes by an outsider at the same time are announced", async () => {
  const harness = await openPair(redis.url);
  try {
    await overlapping(harness, () => redirect(harness, "select@rdonly", "archive.select"));
    expect(await alarms(harness, PRODUCT)).toMatchObject([{ changes: [{ name: "select@rdonly", is: "archive.select" }], total: 1 }]);
  } finally {
    await harness.end();
  }
});
