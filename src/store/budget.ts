import type { Allowance, Line, LineMember } from "../operations/shared-pace.ts";
import { type Connection, runLua } from "./redis/connection.ts";

// `next`: when the pace would allow the use after all that were granted. `rest:<user>`: until when a user has to leave the budget alone.
// The key outlives both, so that no pace is forgotten.
const READ = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local next = tonumber(redis.call('HGET', KEYS[1], 'next')) or 0
local rest = tonumber(redis.call('HGET', KEYS[1], 'rest:' .. ARGV[1])) or 0
`;
const KEEP = `
local function keep(at)
  if redis.call('PTTL', KEYS[1]) < at - now then redis.call('PEXPIRE', KEYS[1], math.ceil(at - now)) end
end
`;
const SPEND = `${READ}${KEEP}
local every, ahead, uses = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local wait = math.max(rest - now, next - now - ahead * every)
if wait > 0 then return math.ceil(wait) end
if uses == 0 then return 0 end
next = math.max(next, now) + every
redis.call('HSET', KEYS[1], 'next', next)
keep(next + 60000)
return 0`;
const LEAVE_ALONE = `${READ}${KEEP}
local until_ = math.max(rest, now + tonumber(ARGV[2]))
redis.call('HSET', KEYS[1], 'rest:' .. ARGV[1], until_)
keep(until_)`;

/** Takes a use of the budget, or with `uses` 0 only asks. Returns 0 if it may be used now, else the milliseconds to wait. */
export async function spendBudget(
  redis: Connection,
  key: string,
  { user, everyMs, ahead, uses }: Allowance & { readonly user: string; readonly uses: 0 | 1 },
): Promise<number> {
  return Number(await runLua(redis, SPEND, [key], [user, everyMs, ahead, uses]));
}

/** Grants this user nothing of the budget for so long. */
export async function restBudget(redis: Connection, key: string, user: string, ms: number): Promise<void> {
  await runLua(redis, LEAVE_ALONE, [key], [user, ms]);
}

// `seen`: when each member came last; `turns`: when each had its last turn. Whoever no longer comes leaves both.
const LINE_UP = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local seen, turns, member, last, within = KEYS[1], KEYS[2], ARGV[1], ARGV[2], tonumber(ARGV[3])
redis.call('ZADD', seen, now, member)
redis.call('ZADD', turns, last, member)
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', seen, '-inf', now - within)) do
  redis.call('ZREM', seen, gone)
  redis.call('ZREM', turns, gone)
end
redis.call('PEXPIRE', seen, within)
redis.call('PEXPIRE', turns, within)
return {redis.call('ZCARD', seen), redis.call('ZCOUNT', turns, '-inf', '(' .. last)}`;

/** Puts a member in line by its last turn, and says how many are in line and how many of them before it. */
export async function lineUp(
  redis: Connection,
  [seen, turns]: readonly [seen: string, turns: string],
  { member, lastTurnAt, withinMs }: LineMember,
): Promise<Line> {
  const counts = await runLua(redis, LINE_UP, [seen, turns], [member, lastTurnAt, withinMs]);
  const [all = 1, before = 0] = Array.isArray(counts) ? counts.map(Number) : [];
  return { all, before };
}
