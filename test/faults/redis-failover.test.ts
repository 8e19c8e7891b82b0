import { afterEach, describe, expect, it } from "vitest";
import { startRedisClusterOfSix, startRedisWithSentinels } from "../../practice/redis-topologies.ts";
import type { Installation } from "../acceptance/one-truth/installation.ts";
import { IS_LONG } from "../seed.ts";
import { openOver, passesThrough, WHOLE, WHOLE_TEST_MS } from "./through-redis-fault.ts";

// Otherwise a vote may be told that the new master does not have.
const REPLICATED = () => ({ REDIS_WAIT_REPLICAS: "1" });

const KILLED = ["killed", () => here.redis.kill()] as const;
/** With its connections open; later it comes back as a replica. */
const FROZEN = ["frozen", () => here.redis.freeze()] as const;
const STRIKES = IS_LONG ? [KILLED, FROZEN] : [KILLED];

let here: Installation;

afterEach(() => here.close());

describe.each([
  ["Sentinel", startRedisWithSentinels],
  ["Cluster", startRedisClusterOfSix],
])("with Redis %s, votes and a call under way survive that the master", (kind, openStore) => {
  it.each(STRIKES)(
    "is %s",
    async (how, strike) => {
      here = await openOver(openStore, REPLICATED);
      expect(await passesThrough(here, `${kind}, master ${how}`, { strike })).toEqual(WHOLE);
    },
    WHOLE_TEST_MS,
  );
});
