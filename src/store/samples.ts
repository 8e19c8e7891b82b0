import type { MoveId } from "../core/vitess/names.ts";
import type { Sample } from "../core/copy/samples.ts";
import { callRedis, type Connection, runLua } from "./redis/connection.ts";
import { decode, encode } from "./schemas/document.ts";
import type { Keys } from "./redis/keys.ts";
import { SAMPLE } from "./schemas/sample.ts";

// Two hours at one sample per 10 s: enough for a rate over the last hour, small enough to read whole.
const SAMPLES_KEPT = 720;

const ADD_SAMPLE = `
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], -tonumber(ARGV[2]), -1)
return 1`;

/** Appends a sample and drops the oldest beyond SAMPLES_KEPT. */
export async function addSample(redis: Connection, keys: Keys, moveId: MoveId, sample: Sample): Promise<void> {
  const key = keys.samples(moveId);
  await runLua(redis, ADD_SAMPLE, [key], [encode(key, SAMPLE, sample), SAMPLES_KEPT]);
}

/** All samples kept, newest last. */
export async function readSamples(redis: Connection, keys: Keys, moveId: MoveId): Promise<readonly Sample[]> {
  const key = keys.samples(moveId);
  const texts = await callRedis(redis, () => redis.lrange(key, 0, -1));
  return texts.map((text) => decode(key, SAMPLE, text));
}
