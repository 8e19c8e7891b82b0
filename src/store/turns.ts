import type { Instant } from "../core/readings/readings.ts";
import { NO_TURNS, type Turns } from "../core/rules/turns.ts";
import type { ClusterName } from "../core/vitess/names.ts";
import type { Change } from "../operations/records.ts";
import { parseReplyTime } from "./redis/clock.ts";
import { type Connection, runLua } from "./redis/connection.ts";
import type { Contention } from "./redis/contention.ts";
import { decode, encode } from "./schemas/document.ts";
import type { Keys } from "./redis/keys.ts";
import { TURNS } from "./schemas/turns.ts";

const LOAD_TURNS = `
local time = redis.call('TIME')
return {redis.call('GET', KEYS[1]) or '', time[1], time[2]}`;

// If the answer is lost, the resent write finds its own text.
const WRITE = `
local is = redis.call('GET', KEYS[1]) or ''
if is == ARGV[2] then return 1 end
if is ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

/** Whoever gave no sign for this long lost the turn long ago, and no longer explains anything. */
const KEPT_MS = 60 * 60_000;

/** Decides about a cluster's turns on what Redis holds and writes it; decides again if somebody wrote meanwhile. */
export async function changeTurns<R>(
  { redis, keys, contended }: { readonly redis: Connection; readonly keys: Keys; readonly contended: Contention },
  cluster: ClusterName,
  decide: (turns: Turns, now: Instant) => Change<Turns, R>,
): Promise<R> {
  const key = keys.turns(cluster);
  return contended(key, async () => {
    const reply = await runLua(redis, LOAD_TURNS, [key]);
    const [text, seconds, micros]: readonly unknown[] = Array.isArray(reply) ? reply : [];
    const before = typeof text === "string" ? text : "";
    const { write, result } = decide(before === "" ? NO_TURNS : decode(key, TURNS, before), parseReplyTime(seconds, micros));
    if (write === undefined) return { result };
    return (await runLua(redis, WRITE, [key], [before, encode(key, TURNS, write), KEPT_MS])) === 1 ? { result } : undefined;
  });
}
