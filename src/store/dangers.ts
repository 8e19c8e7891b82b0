import type { Dangers } from "../operations/dangers.ts";
import { checkRedis } from "./redis/check.ts";
import { parseReplyTime } from "./redis/clock.ts";
import { callRedis, type Connection, runLua } from "./redis/connection.ts";
import type { Keys } from "./redis/keys.ts";

/** How often every process looks. */
export const LOOK_FOR_DANGER_EVERY_MS = 10_000;

// Whoever sees a danger first says since when it is there; whoever no longer sees it ends that.
const NOTE = `
local time = redis.call('TIME')
for _, danger in ipairs(redis.call('HKEYS', KEYS[1])) do
  local still = false
  for n = 1, #ARGV do still = still or ARGV[n] == danger end
  if not still then redis.call('HDEL', KEYS[1], danger) end
end
local since = {}
for n = 1, #ARGV do
  redis.call('HSETNX', KEYS[1], ARGV[n], time[1] .. ' ' .. time[2])
  since[n] = redis.call('HGET', KEYS[1], ARGV[n])
end
return since`;

/** Writes only while there is a danger, or was at the last look. */
export function openDangers(redis: Connection, keys: Keys): Dangers {
  let wasThere = true;
  return {
    async find() {
      const { dangers } = await callRedis(redis, () => checkRedis(redis));
      if (dangers.length === 0 && !wasThere) return [];
      const reply = await runLua(redis, NOTE, [keys.dangers()], dangers);
      wasThere = dangers.length > 0;
      const times: readonly unknown[] = Array.isArray(reply) ? reply : [];
      return dangers.map((danger, place) => {
        const [seconds, micros] = String(times[place]).split(" ");
        return { danger, since: parseReplyTime(seconds, micros) };
      });
    },
  };
}
