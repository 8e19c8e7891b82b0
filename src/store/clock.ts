import type { Instant } from "../core/readings.ts";
import { asking } from "./connection.ts";
import type { Connection } from "./connection.ts";

/** The clock of Redis: the same for every replica of Tandem, whatever their own clocks say. */
export async function storeClock(redis: Connection): Promise<Instant> {
  const [seconds, micros] = await asking(redis, () => redis.time());
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}
