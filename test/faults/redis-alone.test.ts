import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { startRedis } from "../../practice/redis.ts";
import type { Installation } from "../acceptance/one-truth/installation.ts";
import { freePort } from "../loopback.ts";
import { IS_LONG } from "../seed.ts";
import { swallowingProxy, type SwallowingProxy } from "../store/swallowing-proxy.ts";
import { openOver, passesThrough, WHOLE, WHOLE_TEST_MS } from "./through-redis-fault.ts";

/** Short is still longer than Tandem waits for an answer of any connection. */
const CUT_OFF_MS = { frozen: IS_LONG ? 45_000 : 13_000, swallowed: IS_LONG ? 30_000 : 13_000 };
const REFUSES_MS = IS_LONG ? 10_000 : 4_000;

let here: Installation;

afterEach(() => here.close());

it(
  "a killed Redis loses nothing that was told, and everything goes on when it is back",
  async () => {
    // Every write reaches the disk before its answer, which makes a power cut a fair test.
    here = await openOver(() => startRedis({ args: ["--appendfsync", "always"] }));
    expect(
      await passesThrough(here, "killed for 5 s", {
        strike: () => here.redis.kill(),
        mend: async () => {
          await sleep(5_000);
          await here.redis.revive();
        },
      }),
    ).toEqual(WHOLE);
  },
  WHOLE_TEST_MS,
);

it(
  "a Redis that stands still, and goes on",
  async () => {
    here = await openOver();
    expect(
      await passesThrough(here, "frozen", {
        strike: () => here.redis.freeze(),
        mend: async () => {
          await sleep(CUT_OFF_MS.frozen);
          await here.redis.thaw();
        },
      }),
    ).toEqual(WHOLE);
  },
  WHOLE_TEST_MS,
);

it(
  "a network that swallows everything, and is mended",
  async () => {
    let network: SwallowingProxy | undefined;
    here = await openOver(
      async () => {
        const redis = await startRedis();
        network = await swallowingProxy(redis.port);
        return redis;
      },
      () => ({ REDIS_URL: network?.url ?? "" }),
    );
    expect(
      await passesThrough(here, "swallowed", {
        strike: async () => network?.swallow(),
        mend: async () => {
          await sleep(CUT_OFF_MS.swallowed);
          network?.pass();
        },
      }),
    ).toEqual(WHOLE);
    await network?.close();
  },
  WHOLE_TEST_MS,
);

it(
  "a Redis whose memory is full",
  async () => {
    here = await openOver();
    expect(
      await passesThrough(here, "memory full", {
        strike: () => here.store.call("CONFIG", "SET", "maxmemory", "1mb"),
        mend: async () => {
          await sleep(REFUSES_MS);
          await here.store.call("CONFIG", "SET", "maxmemory", "0");
        },
      }),
    ).toEqual(WHOLE);
  },
  WHOLE_TEST_MS,
);

it(
  "a Redis whose disk is full",
  async () => {
    here = await openOver();
    const full = join(here.redis.dir, "appendonlydir", "appendonly.aof.2.incr.aof");
    expect(
      await passesThrough(here, "disk full", {
        strike: async () => {
          await symlink("/dev/full", full);
          await here.store.bgrewriteaof();
          await expect.poll(() => here.store.set("probe", "1").catch(String)).toContain("MISCONF");
        },
        mend: async () => {
          await sleep(REFUSES_MS);
          await rm(full);
          // From now on it writes into another file.
          await here.store.bgrewriteaof();
        },
      }),
    ).toEqual(WHOLE);
  },
  WHOLE_TEST_MS,
);

it(
  "a Redis that only serves reads, as a master that was made a replica",
  async () => {
    here = await openOver();
    const nobody = await freePort();
    expect(
      await passesThrough(here, "read-only", {
        strike: () => here.store.call("REPLICAOF", "127.0.0.1", nobody),
        mend: async () => {
          await sleep(REFUSES_MS);
          await here.store.call("REPLICAOF", "NO", "ONE");
        },
      }),
    ).toEqual(WHOLE);
  },
  WHOLE_TEST_MS,
);
