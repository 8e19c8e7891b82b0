import { afterAll, beforeAll } from "vitest";
import { type PrivateRedis, startRedis } from "../../practice/redis.ts";
import type { Harness } from "./harness.ts";
import { openHarnessWithMove } from "./prepared-move.ts";

/** A Redis for one test file, and for each test a harness of its own with a running move, ended after it. Call it at the top of the file. */
export function harnessesWithRunningMove(): (work: (harness: Harness) => Promise<void>) => Promise<void> {
  let redis: PrivateRedis | undefined;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.close());

  return async (work) => {
    if (redis === undefined) throw new Error("only inside a test");
    const harness = await openHarnessWithMove(redis.url);
    try {
      await work(harness);
    } finally {
      await harness.end();
    }
  };
}
