import type { FinishedCopy } from "../core/copy/finished.ts";
import type { CopiedBetween } from "../operations/records.ts";
import { callRedis, type Connection } from "./redis/connection.ts";
import type { Keys } from "./redis/keys.ts";
import { decode, encode } from "./schemas/document.ts";
import { FINISHED_COPY } from "./schemas/finished-copy.ts";

const MOST_COPIES_KEPT = 20;
// A keyspace that saw no copy for half a year copies at another speed today.
const COPIES_KEPT_MS = 180 * 24 * 60 * 60_000;

/** Adds a finished copy to those between its keyspaces, and drops the oldest; the same copy again replaces itself. */
export async function saveFinishedCopy(redis: Connection, keys: Keys, between: CopiedBetween, copy: FinishedCopy): Promise<void> {
  const key = keys.finishedCopies(between);
  const isNew = await callRedis(redis, () => redis.hset(key, nameField(copy), encode(key, FINISHED_COPY, copy)));
  await callRedis(redis, () => redis.pexpire(key, COPIES_KEPT_MS));
  if (isNew === 0) return;
  const [oldest, ...more] = (await readFinishedCopies(redis, keys, between)).slice(MOST_COPIES_KEPT).map(nameField);
  if (oldest !== undefined) await callRedis(redis, () => redis.hdel(key, oldest, ...more));
}

/** Newest first. */
export async function readFinishedCopies(redis: Connection, keys: Keys, between: CopiedBetween): Promise<readonly FinishedCopy[]> {
  const key = keys.finishedCopies(between);
  const texts = await callRedis(redis, () => redis.hvals(key));
  return texts.map((text) => decode(key, FINISHED_COPY, text)).toSorted((a, b) => b.finishedAt - a.finishedAt);
}

function nameField({ workflow, startedAt }: FinishedCopy): string {
  return `${workflow}:${startedAt}`;
}
