import { afterAll, beforeAll, expect, test } from "vitest";
import type { Execution } from "../../../src/core/operation/executions.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { turnStepOf } from "../../../src/operations/carry-out/turn.ts";
import { askTurn, giveBack } from "../../../src/operations/leases/turns.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { carriedOut, outcomeOf } from "../moves.ts";
import { redirect, withCall } from "../rules/plant.ts";
import { PROD, type Stage } from "../stage.ts";
import { alarms, begin, openPair, PRODUCT, SELECT } from "./pair.ts";

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

async function executionOf({ records }: Stage, id: string): Promise<Execution> {
  const execution = await records.executions.get(id);
  if (execution === undefined) throw new Error(`no execution ${id}`);
  return execution;
}

/** The turn of product's switch lapses while its call is at work, as of a worker that was frozen, and select's switch goes. */
async function overlapping(stage: Stage, meanwhile: () => Promise<void>): Promise<void> {
  await begin(stage, PRODUCT, "switch", "p1");
  await begin(stage, SELECT, "switch", "s1");
  const deps = withCall(stage, {
    async switchTraffic(...call) {
      const lines = await stage.vitess.switchTraffic(...call);
      await giveBack(stage.deps, PROD, "p1");
      await carriedOut(stage.deps, "s1");
      await meanwhile();
      return lines;
    },
  });
  await carriedOut(deps, "p1");
  for (const id of ["p1", "s1"]) expect(await outcomeOf(stage, id)).toMatchObject({ kind: "succeeded" });
}

test("what another step of Tandem's has changed meanwhile is not somebody else's, also where a turn had lapsed", async () => {
  const stage = await openPair(redis.url);
  try {
    await overlapping(stage, () => Promise.resolve());
    expect([...(await alarms(stage, PRODUCT)), ...(await alarms(stage, SELECT))]).toEqual([]);
  } finally {
    await stage.end();
  }
});

test("who waits in line asks nothing of Vitess until the turn is free, and then goes", async () => {
  const stage = await openPair(redis.url);
  try {
    await begin(stage, PRODUCT, "switch", "p1");
    await begin(stage, SELECT, "switch", "s1");
    const product = turnStepOf(await executionOf(stage, "p1"));
    await askTurn(stage.deps, product);
    expect(await carryOut(stage.deps, "s1")).toMatchObject({ kind: "again" });
    const before = stage.simulator.calls().length;
    expect(await carryOut(stage.deps, "s1")).toMatchObject({ kind: "again" });
    expect(stage.simulator.calls().slice(before)).toEqual([]);
    expect((await executionOf(stage, "s1")).state).toMatchObject({ kind: "held", hold: { reason: "rules-in-use" } });
    await giveBack(stage.deps, PROD, "p1");
    await carriedOut(stage.deps, "s1");
    expect(await outcomeOf(stage, "s1")).toMatchObject({ kind: "succeeded" });
  } finally {
    await stage.end();
  }
});

test("and what an outsider has changed beside it is told", async () => {
  const stage = await openPair(redis.url);
  try {
    await overlapping(stage, () => redirect(stage, "select@rdonly", "archive.select"));
    expect(await alarms(stage, PRODUCT)).toMatchObject([{ changes: [{ name: "select@rdonly", is: "archive.select" }], total: 1 }]);
  } finally {
    await stage.end();
  }
});
