import { CANARY_QUEUES } from "../core/announce/canaries.ts";
import type { Canaries } from "../operations/canaries.ts";
import { parseReplyTime } from "./redis/clock.ts";
import { callRedis, type Connection, runLua } from "./redis/connection.ts";
import type { Keys } from "./redis/keys.ts";

const MARK_DONE = `
local time = redis.call('TIME')
return redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)))`;

const READ_MARKS = `
local time = redis.call('TIME')
return {time[1], time[2], unpack(redis.call('HMGET', KEYS[1], unpack(ARGV)))}`;

const NOTE_LATE = `
redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
return redis.call('HGET', KEYS[1], ARGV[1])`;

const LATE_SINCE = "late-since";

/** One hash: when the canary of each queue was last done, and since when they are late. */
export function openCanaries(redis: Connection, keys: Keys): Canaries {
  const key = keys.canaries();
  return {
    async mark(queue) {
      await runLua(redis, MARK_DONE, [key], [queue]);
    },
    async look() {
      const reply = await runLua(redis, READ_MARKS, [key], [LATE_SINCE, ...CANARY_QUEUES]);
      const [seconds, micros, lateSince, ...done]: readonly unknown[] = Array.isArray(reply) ? reply : [];
      return {
        now: parseReplyTime(seconds, micros),
        done: new Map(CANARY_QUEUES.flatMap((queue, place) => (typeof done[place] === "string" ? [[queue, Number(done[place])]] : []))),
        ...(typeof lateSince === "string" ? { lateSince: Number(lateSince) } : {}),
      };
    },
    noteLate: async (since) => Number(await runLua(redis, NOTE_LATE, [key], [LATE_SINCE, since])),
    async noteDoneAgain() {
      await callRedis(redis, () => redis.hdel(key, LATE_SINCE));
    },
  };
}
