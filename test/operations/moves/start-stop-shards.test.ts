import { expect, onTestFinished, test } from "vitest";
import { CREATE_DEFAULTS } from "../../../src/core/options/options.ts";
import { isCopying } from "../../../src/core/move/phase.ts";
import { createMove } from "../../../src/operations/moves/create-move.ts";
import { startOrStop } from "../../../src/operations/moves/start-stop.ts";
import { startRedis } from "../../../practice/redis.ts";
import { ASKER, COMMERCE, followed } from "../moves.ts";
import { move, openHarness, until } from "../harness.ts";
import { shardsNamed, tablesNamed } from "../../names.ts";

const TO_SHARDS = move("prod/customer2.c2c");

test("the streams of one shard are stopped and started again while the others go on", async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.close());
  const harness = await openHarness(redis.url);
  onTestFinished(() => harness.end());
  await createMove(harness.deps, TO_SHARDS, { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("customer") }, ASKER);

  const states = async () => {
    const [workflow] = await harness.vitess.workflows(TO_SHARDS.targetKeyspace);
    return workflow?.streams.map(({ shard, state }) => `${shard} ${state}`).toSorted();
  };
  // A stream also says Running before its copy starts.
  await until(async () => {
    const [workflow] = await harness.vitess.workflows(TO_SHARDS.targetKeyspace);
    const streams = workflow?.streams ?? [];
    const isDone = streams.every(({ state, position }) => state === "Running" && position !== "");
    return workflow !== undefined && streams.length === 2 && isDone && !isCopying(workflow);
  });
  await startOrStop(harness.deps, await followed(harness, TO_SHARDS), { doing: "stop", shards: shardsNamed("-80") }, ASKER);
  expect(await states()).toEqual(["-80 Stopped", "80- Running"]);
  await startOrStop(harness.deps, await followed(harness, TO_SHARDS), { doing: "start", shards: shardsNamed("-80") }, ASKER);
  expect(await states()).toEqual(["-80 Running", "80- Running"]);
});
