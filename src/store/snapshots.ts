import type { Rules } from "../core/readings.ts";
import { run, script } from "./connection.ts";
import type { Connection } from "./connection.ts";
import { encode } from "./document.ts";
import type { Keys } from "./keys.ts";
import { RULES } from "./schemas/rules.ts";

const SAVE = script(`
local id = 'r-' .. redis.call('INCR', KEYS[2])
redis.call('HSET', KEYS[1], id, ARGV[1])
return id`);

/** Keeps the routing rules under the next short id, which no other move has either. */
export async function saveSnapshot(redis: Connection, keys: Keys, moveId: string, rules: Rules): Promise<string> {
  const key = keys.snapshots(moveId);
  return String(await run(redis, SAVE, [key, keys.snapshotCount()], [encode(key, RULES, rules)]));
}
