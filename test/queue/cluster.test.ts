import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { JOBS } from "../../jobs/table.ts";
import { openJobs } from "../../src/queue/open-jobs.ts";
import { openWorkers } from "../../src/queue/open-workers.ts";
import { openRedis } from "../../src/store/redis/connect.ts";
import { startRedisCluster, type PrivateRedis } from "../../practice/redis.ts";
import { doing, runs } from "./with-queues.ts";
import { moveIdNamed, requestNamed } from "../names.ts";

let server: PrivateRedis;

beforeAll(async () => {
  server = await startRedisCluster();
});
afterAll(() => server.close());

test("on a Redis Cluster jobs are queued, delayed and run as on one Redis", async () => {
  const { url } = server;
  const logger = pino({ level: "silent" });
  const [asking, working] = [openRedis(url, "jobs", () => {}), openRedis(url, "workers", () => {})];
  const jobs = openJobs(asking, JOBS, { logger });
  const [posts, expiries] = [runs(), runs()];
  const workers = await openWorkers(working, doing({ "publish-thread": posts.handler, "expire-request": expiries.handler }), undefined, {
    logger,
  });
  await jobs.ask({ job: "publish-thread", moveId: moveIdNamed("local/customer.commerce2customer") });
  await jobs.ask({ job: "expire-request", requestId: requestNamed("q-1"), at: Date.now() + 200 });
  await expect.poll(() => [posts.seen.length, expiries.seen.length]).toEqual([1, 1]);
  expect(await workers.drain(5_000)).toBe(true);
  await jobs.close();
  asking.disconnect();
  working.disconnect();
});
