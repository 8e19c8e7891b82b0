import { afterAll, beforeAll } from "vitest";
import { type PrivateRedis, startRedis } from "../../practice/redis.ts";
import { runningMove } from "./moves.ts";
import { openStage, type Stage } from "./stage.ts";

/** A Redis for one test file, and for each test a stage of its own with a running move, ended after it. Call it at the top of the file. */
export function stagesWithRunningMove(): (work: (stage: Stage) => Promise<void>) => Promise<void> {
  let redis: PrivateRedis | undefined;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.close());

  return async (work) => {
    if (redis === undefined) throw new Error("only inside a test");
    const stage = await openStage(redis.url);
    try {
      await runningMove(stage);
      await work(stage);
    } finally {
      await stage.end();
    }
  };
}
