import { z } from "zod";
import type { Fault } from "../operations/fault.ts";
import type { StoredJob, WantedJob } from "../core/announce/wanted-jobs.ts";
import type { OutboxItem } from "../operations/decision.ts";
import { readOrReport } from "./collection.ts";
import { callRedis, type Connection, runLua } from "./redis/connection.ts";
import { decode, encode, type Format } from "./schemas/document.ts";
import type { Keys } from "./redis/keys.ts";

// Only the queues know which other fields a job needs.
const WANTED_JOB: Format<StoredJob> = { version: 1, schema: z.looseObject({ job: z.string() }) };

const OLDER = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - tonumber(ARGV[1])))`;

/** The items of one commit: `<commit>:<place> <document>`, so that no two commits share one and each removes only its own. */
export function toOutboxItems(keys: Keys, mark: string, jobs: readonly WantedJob[]): readonly OutboxItem[] {
  return jobs.map((wanted, place) => ({ id: `${mark}:${place} ${encode(keys.outbox(), WANTED_JOB, wanted)}`, wanted }));
}

/** Items that have been in the outbox for more than the given milliseconds. */
export async function readOutboxOlderThan(
  redis: Connection,
  keys: Keys,
  ms: number,
  onDamaged?: (fault: Fault) => void,
): Promise<readonly OutboxItem[]> {
  const key = keys.outbox();
  const reply = await runLua(redis, OLDER, [key], [ms]);
  const ids: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const items = await Promise.all(ids.map((id) => readOrReport(async () => decodeOutboxItem(key, String(id)), onDamaged)));
  return items.filter((item) => item !== undefined);
}

function decodeOutboxItem(key: string, id: string): OutboxItem {
  return { id, wanted: decode(key, WANTED_JOB, id.slice(id.indexOf(" ") + 1)) };
}

/** Removes items. Idempotent. */
export async function takeOut(redis: Connection, keys: Keys, items: readonly OutboxItem[]): Promise<void> {
  const [first, ...others] = items.map(({ id }) => id);
  if (first !== undefined) await callRedis(redis, () => redis.zrem(keys.outbox(), first, ...others));
}
