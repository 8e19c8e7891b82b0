import type { MoveId } from "../core/vitess/names.ts";
import { randomUUID } from "node:crypto";
import type { Entry, EntryBody } from "../core/announce/entries.ts";
import { callRedis, type Connection, runLua } from "./redis/connection.ts";
import { decode, encode } from "./schemas/document.ts";
import type { DossierStore } from "./dossier.ts";
import type { Keys } from "./redis/keys.ts";
import { ENTRY_BODY } from "./schemas/entry.ts";

// The place in the list is the sequence number, so none can repeat or go missing. `<milliseconds> <document>`.
const ADD_ENTRY = `
if redis.call('SADD', KEYS[2], ARGV[1]) == 0 then return 0 end
local time = redis.call('TIME')
local at = time[1] .. string.format('%03d', math.floor(tonumber(time[2]) / 1000))
redis.call('RPUSH', KEYS[1], at .. ' ' .. ARGV[2])
return 1`;

// A store that went back may be told of a line that it does not have any more; the line that gets this place next is not posted yet.
const ADVANCE = `
if tonumber(ARGV[1]) > redis.call('LLEN', KEYS[2]) then return 0 end
local posted = tonumber(redis.call('GET', KEYS[1]) or '0')
if tonumber(ARGV[1]) > posted then redis.call('SET', KEYS[1], ARGV[1]) end
return 1`;

/**
 * Appends a line to a move's thread. With a key that this move used before, appends nothing and returns false. Without one, it marks the
 * attempt, so that a command which ioredis resends after a lost answer still adds one line.
 */
export async function addEntry(
  { redis, keys }: Pick<DossierStore, "redis" | "keys">,
  moveId: MoveId,
  body: EntryBody,
  key?: string,
): Promise<boolean> {
  const list = keys.entries(moveId);
  const mark = key === undefined ? `once:${randomUUID()}` : `key:${key}`;
  return (await runLua(redis, ADD_ENTRY, [list, keys.entryKeys(moveId)], [mark, encode(list, ENTRY_BODY, body)])) === 1;
}

/** Lines from a sequence number on, in order. */
export async function readEntries(redis: Connection, keys: Keys, moveId: MoveId, fromSeq: number): Promise<readonly Entry[]> {
  const key = keys.entries(moveId);
  const lines = await callRedis(redis, () => redis.lrange(key, fromSeq, -1));
  return lines.map((line, place) => {
    const blank = line.indexOf(" ");
    return { seq: fromSeq + place, at: Number(line.slice(0, blank)), body: decode(key, ENTRY_BODY, line.slice(blank + 1)) };
  });
}

/** The sequence number of the first line that is not posted yet. */
export async function readPostedUpTo(redis: Connection, keys: Keys, moveId: MoveId): Promise<number> {
  return Number((await callRedis(redis, () => redis.get(keys.posted(moveId)))) ?? 0);
}

/** Moves the mark forward; a smaller number changes nothing, nor does one beyond the lines that there are. */
export async function setPostedUpTo(redis: Connection, keys: Keys, moveId: MoveId, seq: number): Promise<void> {
  await runLua(redis, ADVANCE, [keys.posted(moveId), keys.entries(moveId)], [seq]);
}
