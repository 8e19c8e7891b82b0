import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { startRedis } from "../../../practice/redis.ts";
import { reply } from "../../../practice/redis-server.ts";
import { openRedis } from "../../../src/store/redis/connect.ts";
import { noise } from "../with-redis.ts";

test("a worker's connection that is made anew while the cluster is down is not waited for for ever", async () => {
  const node = await startRedis({ args: ["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"] });
  onTestFinished(() => node.close());
  // Nobody has the last slot, as while a master is dead: the whole cluster refuses.
  await reply(node.port, "CLUSTER ADDSLOTSRANGE 0 16382");
  const redis = openRedis(`redis+cluster://127.0.0.1:${node.port}`, "workers", noise);
  onTestFinished(() => redis.disconnect());
  await once(redis, "connect");
  redis.disconnect();
  await once(redis, "end");

  // BullMQ does this while a master is being replaced, and takes no job until it settles.
  const connected = redis.connect().then(
    () => "settled",
    () => "settled",
  );
  expect(await Promise.race([connected, sleep(20_000, "not settled")])).toBe("settled");
  expect(await reply(node.port, "CLUSTER INFO")).toContain("cluster_state:fail");
});
