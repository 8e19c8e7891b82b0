import type { Instant } from "../../core/readings/readings.ts";
import { type Connection, runLua } from "./connection.ts";
import type { Keys } from "./keys.ts";

const TIME = "return redis.call('TIME')";

/**
 * The clock of Redis, the same for every replica of Tandem whatever their own clocks say. The call names one of the store's keys, so that a
 * Redis Cluster answers from the node that holds the records.
 */
export async function readStoreClock(redis: Connection, keys: Keys): Promise<Instant> {
  const reply = await runLua(redis, TIME, [keys.auditHead()]);
  const [seconds, micros]: readonly unknown[] = Array.isArray(reply) ? reply : [];
  return parseReplyTime(seconds, micros);
}

/** The two parts of a TIME reply as milliseconds. */
export function parseReplyTime(seconds: unknown, micros: unknown): Instant {
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}
