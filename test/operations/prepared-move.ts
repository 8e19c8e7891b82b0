import type { Cluster } from "../../practice/vtctld/cluster/cluster.ts";
import { openRedis } from "../../src/store/redis/connect.ts";
import { type Harness, openHarness, openHarnessOn } from "./harness.ts";
import { runningMove } from "./moves.ts";

/** A cluster in which the move runs, with all that Tandem has recorded of it and asked of the queues. */
interface Prepared {
  readonly cluster: Cluster;
  readonly records: readonly { readonly key: string; readonly bytes: Buffer; readonly leftMs: number }[];
  readonly asked: readonly string[];
}

let prepared: Prepared | undefined;

/**
 * A harness with Ana's running move, which no call of the test has created. To create one is a third of the calls of a usual test, so it is
 * done once in a process: each test begins with a copy of that cluster and of these records.
 */
export async function openHarnessWithMove(redisUrl: string): Promise<Harness> {
  prepared ??= await prepare(redisUrl);
  return openCopy(redisUrl, prepared);
}

async function prepare(redisUrl: string): Promise<Prepared> {
  const harness = await openHarness(redisUrl);
  try {
    await runningMove(harness);
    return await keep(harness);
  } finally {
    await harness.end();
  }
}

async function keep({ address, simulator, jobs }: Harness): Promise<Prepared> {
  const { redisUrl, prefix } = address;
  const redis = openRedis(redisUrl, "records", () => undefined);
  try {
    const keys = await redis.keys(`${prefix}*`);
    const records = keys.map(async (key) => {
      const [bytes, leftMs] = await Promise.all([redis.dumpBuffer(key), redis.pttl(key)]);
      return { key: key.slice(prefix.length), bytes, leftMs: Math.max(0, leftMs) };
    });
    return { cluster: structuredClone(simulator.cluster), records: await Promise.all(records), asked: [...jobs.asked] };
  } finally {
    redis.disconnect();
  }
}

async function openCopy(redisUrl: string, { cluster, records, asked }: Prepared): Promise<Harness> {
  const harness = await openHarnessOn(redisUrl, structuredClone(cluster));
  const redis = openRedis(redisUrl, "records", () => undefined);
  try {
    await Promise.all(records.map(({ key, bytes, leftMs }) => redis.restore(`${harness.address.prefix}${key}`, leftMs, bytes)));
  } finally {
    redis.disconnect();
  }
  harness.jobs.asked.push(...asked);
  return harness;
}
