import { afterEach, describe, expect, it } from "vitest";
import { startRedisClusterOfSix, startRedisWithSentinels } from "../../practice/redis-topologies.ts";
import type { Installation } from "../acceptance/one-truth/installation.ts";
import { openOver, passesThrough, WHOLE, WHOLE_TEST_MS } from "./through-redis-fault.ts";

// Otherwise a vote may be told that the new master does not have.
const REPLICATED = () => ({ REDIS_WAIT_REPLICAS: "1" });

let here: Installation;

afterEach(() => here.close());

describe.each([
  ["Sentinel", startRedisWithSentinels],
  ["Cluster", startRedisClusterOfSix],
])("with Redis %s, votes and a call under way survive", (kind, openStore) => {
  it(
    "the death of the master",
    async () => {
      here = await openOver(openStore, REPLICATED);
      expect(await passesThrough(here, `${kind}, master killed`, { strike: () => here.redis.kill() })).toEqual(WHOLE);
    },
    WHOLE_TEST_MS,
  );

  it(
    "a master that stands still, and comes back as a replica",
    async () => {
      here = await openOver(openStore, REPLICATED);
      expect(await passesThrough(here, `${kind}, master frozen`, { strike: () => here.redis.freeze() })).toEqual(WHOLE);
    },
    WHOLE_TEST_MS,
  );
});
