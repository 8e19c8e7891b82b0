import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type MoveId, moveId, type MoveName } from "../core/vitess/names.ts";
import type { Losses, StoreLoss } from "../operations/losses.ts";
import { parseReplyTime } from "./redis/clock.ts";
import { callRedis, type Connection, runLua } from "./redis/connection.ts";
import type { Keys } from "./redis/keys.ts";

/** What this process was told is written. */
export interface Confirmed {
  /** Counts this process's commits in the store, beside them: a store that went back went back to a smaller number. */
  readonly counter: string;
  /** How many the store has confirmed so far. To be sent with the next commit. */
  count(): number;
  /** Notes the answer to a commit. `hadLess`: the store had counted fewer than it had confirmed when the commit was sent. */
  note(answer: { readonly count: number; readonly hadLess: boolean; readonly sentIn: string }, move: MoveName): void;
  /** Which life of the store this process knows; empty before the first look. */
  epoch(): string;
}

/** A process that stands still for longer takes the store for an older one when it goes on. */
export const COUNTER_KEPT_MS = 30 * 24 * 60 * 60_000;

// Enough to name what was under way; a store that went back by seconds has lost a few.
const MOST_REMEMBERED = 1_000;

// The store begins a new epoch when a loss is found, in the same step, so that of several processes one finds it and the others learn of
// it. `before` names the epochs that it follows; it is empty if somebody began it who knew of none, as in a new installation. Sent twice,
// the script finds its own epoch.
const LOOK = `
local known, confirmed, hadLess, fresh, kept = unpack(ARGV)
local is = redis.call('HMGET', KEYS[1], 'epoch', 'before')
local epoch, before = is[1], is[2] or ''
local count = tonumber(redis.call('GET', KEYS[2]) or '0')
local kind = ''
if known ~= '' and epoch ~= fresh then
  if not epoch then kind = 'emptied'
  elseif epoch == known then
    if hadLess == '1' or count < tonumber(confirmed) then kind = 'older' end
  elseif before == '' then kind = 'emptied'
  elseif not string.find(before, known, 1, true) then kind = 'older' end
end
local time = redis.call('TIME')
if kind ~= '' or not epoch then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'epoch', fresh, 'before', known .. ' ' .. (epoch or ''), 'kind', kind, 'seconds', time[1], 'micros', time[2])
  if known == '' then redis.call('HSET', KEYS[1], 'before', '') end
end
redis.call('PEXPIRE', KEYS[2], kept)
local now = redis.call('HMGET', KEYS[1], 'epoch', 'kind', 'seconds', 'micros', 'announced')
return {now[1], now[2], now[3], now[4], now[5] or '', count}`;

const SETTLE = `
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
return redis.call('HSET', KEYS[1], 'announced', 1)`;

/** How often every process looks; what is said of a loss may be that old. */
export const LOOK_FOR_LOSS_EVERY_MS = 2_000;
/** After an outage every process has looked by then, also one that connects last. */
const ALL_HAVE_LOOKED_MS = 5_000;

/** Finds out whether the store has lost what it confirmed. One for each connection: what a process remembers ends with it. */
export function openLosses(redis: Connection, keys: Keys): { readonly losses: Losses; readonly confirmed: Confirmed } {
  const counter = keys.confirmed(randomUUID());
  const connected = followReconnects(redis);
  let [epoch, confirmed] = ["", 0];
  // How many commits the store still had when one found it with fewer than it had confirmed.
  let hadLeft: number | undefined;
  const writes = new Map<MoveId, { readonly move: MoveName; readonly count: number }>();

  /** Forgets the writes beyond those that the store kept, and returns their moves. */
  function takeLost(kept: number): readonly MoveName[] {
    const lost = [...writes].filter(([, { count }]) => count > kept);
    for (const [id] of lost) writes.delete(id);
    return lost.map(([, { move }]) => move);
  }

  const losses: Losses = {
    async find() {
      const args = [epoch, confirmed, hadLeft === undefined ? 0 : 1, randomUUID(), COUNTER_KEPT_MS];
      const reply = await runLua(redis, LOOK, [keys.mark(), counter], args);
      const [now, kind, seconds, micros, announced, kept]: readonly unknown[] = Array.isArray(reply) ? reply : [];
      const [known, found] = [epoch, String(now)];
      if (known === found) return undefined;
      const left = hadLeft ?? Number(kept);
      [epoch, hadLeft] = [found, undefined];
      const isUnsaid = known !== "" || announced === "";
      if (known !== "") confirmed = Number(kept);
      if ((kind !== "emptied" && kind !== "older") || !isUnsaid) return undefined;
      const moves = known === "" ? [] : takeLost(left);
      return { id: found, kind, at: parseReplyTime(seconds, micros), moves } satisfies StoreLoss;
    },
    async announced({ id }) {
      await runLua(redis, SETTLE, [keys.mark()], [id]);
    },
    async lastAt() {
      const wait = connected.again === undefined ? 0 : connected.again + ALL_HAVE_LOOKED_MS - Date.now();
      if (wait > 0) await sleep(wait);
      const [kind, seconds, micros] = await callRedis(redis, () => redis.hmget(keys.mark(), "kind", "seconds", "micros"));
      return kind === undefined || kind === null || kind === "" ? undefined : parseReplyTime(seconds, micros);
    },
  };

  return {
    losses,
    confirmed: {
      counter,
      count: () => confirmed,
      epoch: () => epoch,
      note(answer, move) {
        // Sent before a loss was found, it says nothing about the store since.
        if (answer.sentIn !== epoch) return;
        if (answer.hadLess) hadLeft ??= answer.count - 1;
        else confirmed = Math.max(confirmed, answer.count);
        // What was written since a loss is there; what was lost before it must not be forgotten for that.
        if (answer.hadLess) return;
        const id = moveId(move);
        writes.delete(id);
        writes.set(id, { move, count: answer.count });
        const [oldest] = writes.keys();
        if (writes.size > MOST_REMEMBERED && oldest !== undefined) writes.delete(oldest);
      },
    },
  };
}

const reconnects = new WeakMap<Connection, { again?: number }>();

/** When this connection last came back from an outage; several stores may share it. */
function followReconnects(redis: Connection): { readonly again?: number } {
  const known = reconnects.get(redis);
  if (known !== undefined) return known;
  const connected: { again?: number } = {};
  let isAway = false;
  redis.on("close", () => (isAway = true));
  redis.on("ready", () => {
    if (isAway) connected.again = Date.now();
    isAway = false;
  });
  reconnects.set(redis, connected);
  return connected;
}
