import type { MoveId } from "../core/vitess/names.ts";
import type { Sample } from "../core/copy/samples.ts";
import { thinSamples } from "../core/copy/thin.ts";
import { callRedis, type Connection, runLua } from "./redis/connection.ts";
import { decode, encode } from "./schemas/document.ts";
import type { Keys } from "./redis/keys.ts";
import { SAMPLE } from "./schemas/sample.ts";

/** From here on the history is thinned, which leaves 1,000 at most. */
const THINNED_FROM = 1_200;
/** If many processes add at once, more than one of them may not get to thin. */
const MOST_SAMPLES = 2_000;

const ADD_SAMPLE = `
local length = redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], -tonumber(ARGV[2]), -1)
return length`;

// Another process may add a sample between reading and writing: then the next sample thins.
const REPLACE_SAMPLES = `
if redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[1]) then return 0 end
redis.call('DEL', KEYS[1])
for at = 2, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[at]) end
return 1`;

/** Appends a sample, and thins the history with age once it has grown long. */
export async function addSample(redis: Connection, keys: Keys, moveId: MoveId, sample: Sample): Promise<void> {
  const key = keys.samples(moveId);
  const length = Number(await runLua(redis, ADD_SAMPLE, [key], [encode(key, SAMPLE, sample), MOST_SAMPLES]));
  if (length < THINNED_FROM) return;
  const all = await readSamples(redis, keys, moveId);
  const texts = thinSamples(all).map((one) => encode(key, SAMPLE, one));
  await runLua(redis, REPLACE_SAMPLES, [key], [all.length, ...texts]);
}

/** All samples kept, newest last. */
export async function readSamples(redis: Connection, keys: Keys, moveId: MoveId): Promise<readonly Sample[]> {
  const key = keys.samples(moveId);
  const texts = await callRedis(redis, () => redis.lrange(key, 0, -1));
  return texts.map((text) => decode(key, SAMPLE, text));
}
