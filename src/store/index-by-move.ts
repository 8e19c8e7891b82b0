import { openCollection } from "./collection.ts";
import { callRedis, type Connection, runLua } from "./redis/connection.ts";
import { DEFAULT_PREFIX, createKeys } from "./redis/keys.ts";
import { RECORD_KINDS, type KindOfMove } from "./kinds.ts";
import type { StoreOptions } from "./open.ts";

// A pointer that changed after it was read is newer: its writer knew better.
const POINT = `
local is = redis.call('HGET', KEYS[1], ARGV[1])
if (is or '') == ARGV[2] then redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
return 1`;

/**
 * Points every move to its live request and execution, for records written before there were pointers. One run at startup is enough;
 * running it again, or in several processes at once, changes nothing.
 */
export async function indexByMove(redis: Connection, options: StoreOptions = {}): Promise<void> {
  const keys = createKeys(options.prefix ?? DEFAULT_PREFIX);

  async function indexLiveRecords<T>(field: "request" | "execution", kind: KindOfMove<T>): Promise<void> {
    const live = await openCollection(redis, keys, kind, options.onDamaged).listed();
    const ids = new Set(live.map(kind.idOf));
    for (const record of live) {
      const key = keys.ofMove(kind.moveOf(record));
      const pointer = (await callRedis(redis, () => redis.hget(key, field))) ?? "";
      if (!ids.has(pointer)) await runLua(redis, POINT, [key], [field, pointer, kind.idOf(record)]);
    }
  }

  await indexLiveRecords("request", RECORD_KINDS.request);
  await indexLiveRecords("execution", RECORD_KINDS.execution);
}
