import { type Connection, runLua } from "./redis/connection.ts";

const MINUTE_MS = 60_000;

// The minute begins with its first use. Uses that were refused count too, and expire with the minute.
const SPEND = `
local used = redis.call('INCR', KEYS[1])
if used == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
if used <= tonumber(ARGV[1]) then return 0 end
return math.max(redis.call('PTTL', KEYS[1]), 1)`;

/** Counts one use of `most` a minute. Returns 0 if one was left, else the milliseconds until the next minute begins. */
export async function spendOne(redis: Connection, key: string, most: number): Promise<number> {
  return Number(await runLua(redis, SPEND, [key], [most, MINUTE_MS]));
}
