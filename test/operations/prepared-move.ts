import type { Cluster } from "../../practice/vtctld/cluster/cluster.ts";
import { openRedis } from "../../src/store/redis/connect.ts";
import type { CommerceOptions } from "../../practice/vtctld/cluster/presets.ts";
import { type Harness, openHarness, openHarnessOn } from "./harness.ts";
import { runningMove } from "./moves.ts";

/** A cluster after some preparation, with all that Tandem has recorded of it and asked of the queues. */
interface Prepared {
  readonly cluster: Cluster;
  readonly records: readonly { readonly key: string; readonly bytes: Buffer; readonly leftMs: number }[];
  readonly asked: readonly string[];
}

type Preparation = (harness: Harness) => Promise<void>;

const kept = new Map<Preparation, Map<string, Promise<Prepared>>>();

/** A harness with Ana's running move, which no call of the test has created. */
export function openHarnessWithMove(redisUrl: string, options: CommerceOptions = {}): Promise<Harness> {
  return openPrepared(redisUrl, runningMove, options);
}

/**
 * A harness on which this was done, by no call of the test. To create a move is a third of the calls of a usual test, so it is done once in a
 * process for each preparation and its options: each test begins with a copy of that cluster and of these records.
 */
export async function openPrepared(redisUrl: string, preparation: Preparation, options: CommerceOptions = {}): Promise<Harness> {
  const before = kept.get(preparation) ?? new Map<string, Promise<Prepared>>();
  kept.set(preparation, before);
  const key = JSON.stringify(options);
  const prepared = before.get(key) ?? prepare(redisUrl, preparation, options);
  before.set(key, prepared);
  return openCopy(redisUrl, await prepared);
}

async function prepare(redisUrl: string, preparation: Preparation, options: CommerceOptions): Promise<Prepared> {
  const harness = await openHarness(redisUrl, options);
  try {
    await preparation(harness);
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
