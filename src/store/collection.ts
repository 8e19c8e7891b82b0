import { randomUUID } from "node:crypto";
import type { Instant } from "../core/readings/readings.ts";
import { attempt, Fault } from "../operations/fault.ts";
import type { Change, Collection } from "../operations/records.ts";
import { parseReplyTime } from "./redis/clock.ts";
import { callRedis, type Connection, runLua } from "./redis/connection.ts";
import { createContention } from "./redis/contention.ts";
import { toDamagedFault, decodeIfAny, encode, type Format } from "./schemas/document.ts";
import type { Keys } from "./redis/keys.ts";

/** A kind of record, and which of its records the index lists. */
export interface RecordKind<T> {
  readonly name: string;
  readonly format: Format<T>;
  readonly listed: (value: T) => boolean;
  /** For how long a record is kept after it was last written without being listed; absent: for ever. */
  readonly keptMs?: number;
}

/** A collection with an index of the records for which `listed` held when they were last written. */
export interface Indexed<T> extends Collection<T> {
  readonly listed: () => Promise<readonly T[]>;
  /** Forgets what a record says, at once; until `keepMs` have passed `create` still returns false. */
  readonly retire: (id: string, keepMs: number) => Promise<void>;
}

// `by` names the writer's attempt. When an answer is lost, ioredis resends the command; the script then finds its own mark and answers as
// before, so nothing is decided twice.
const CREATE_RECORD = `
if redis.call('EXISTS', KEYS[1]) == 1 then
  return redis.call('HGET', KEYS[1], 'by') == ARGV[1] and 1 or 0
end
redis.call('HSET', KEYS[1], 'rev', 1, 'by', ARGV[1], 'json', ARGV[2])
if ARGV[3] == '1' then redis.call('SADD', KEYS[2], ARGV[4]) elseif ARGV[5] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[5]) end
return 1`;

const LOAD_RECORD = `
local fields = redis.call('HMGET', KEYS[1], 'rev', 'json', 'retired')
local time = redis.call('TIME')
return {fields[1], fields[2], fields[3], time[1], time[2], redis.call('EXISTS', KEYS[1])}`;

const WRITE_RECORD = `
local found = redis.call('HMGET', KEYS[1], 'rev', 'by')
if found[1] ~= ARGV[6] then return found[2] == ARGV[1] and 1 or 0 end
redis.call('HSET', KEYS[1], 'rev', tonumber(ARGV[6]) + 1, 'by', ARGV[1], 'json', ARGV[2])
if ARGV[3] == '1' then redis.call('SADD', KEYS[2], ARGV[4]) else redis.call('SREM', KEYS[2], ARGV[4]) end
if ARGV[5] ~= '' then
  if ARGV[3] == '1' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[5]) end
end
return 1`;

const RETIRE = `
redis.call('SREM', KEYS[2], ARGV[1])
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HINCRBY', KEYS[1], 'rev', 1)
redis.call('HSET', KEYS[1], 'retired', 1)
redis.call('HDEL', KEYS[1], 'json')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

/** Records of one kind in Redis hashes (`rev`, `by`, `json`), changed by compare-and-set on `rev`. */
export function openCollection<T>(redis: Connection, keys: Keys, kind: RecordKind<T>, onDamaged?: (fault: Fault) => void): Indexed<T> {
  const index = keys.index(kind.name);
  const contended = createContention();
  const toRecordKey = (id: string): string => keys.record(kind.name, id);
  const load = async (id: string): Promise<Loaded<T>> =>
    toLoaded(toRecordKey(id), kind.format, await runLua(redis, LOAD_RECORD, [toRecordKey(id)]));

  async function write(id: string, value: T, rev: string): Promise<boolean> {
    return (await runLua(redis, WRITE_RECORD, [toRecordKey(id), index], [...listArguments(id, value), rev])) === 1;
  }

  function listArguments(id: string, value: T): readonly (string | number)[] {
    const json = encode(toRecordKey(id), kind.format, value);
    return [randomUUID(), json, kind.listed(value) ? "1" : "0", id, kind.keptMs ?? ""];
  }

  return {
    get: async (id) => (await load(id)).value,

    async create(id, value) {
      return (await runLua(redis, CREATE_RECORD, [toRecordKey(id), index], listArguments(id, value))) === 1;
    },

    change<R>(id: string, decide: (current: T, now: Instant) => Change<T, R>): Promise<R | undefined> {
      return contended<R | undefined>(toRecordKey(id), async () => {
        const { value, rev, now } = await load(id);
        if (value === undefined) return { result: undefined };
        const { write: changed, result } = decide(value, now);
        return changed === undefined || (await write(id, changed, rev)) ? { result } : undefined;
      });
    },

    async listed() {
      const ids = (await callRedis(redis, () => redis.smembers(index))).toSorted();
      const found = await Promise.all(ids.map((id) => readOrReport(() => load(id), onDamaged)));
      return found.flatMap((record) => (record?.value === undefined ? [] : [record.value]));
    },

    async retire(id, keepMs) {
      await runLua(redis, RETIRE, [toRecordKey(id), index], [id, keepMs]);
    },
  };
}

interface Loaded<T> {
  readonly value?: T;
  readonly rev: string;
  readonly now: Instant;
}

function toLoaded<T>(key: string, format: Format<T>, reply: unknown): Loaded<T> {
  const [rev, json, retired, seconds, micros, exists]: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const now = parseReplyTime(seconds, micros);
  if (retired === "1" || exists === 0) return { rev: "", now };
  if (typeof rev !== "string" || typeof json !== "string") {
    throw toDamagedFault(key, "it is not a record");
  }
  const value = decodeIfAny(key, format, json);
  return value === undefined ? { rev: "", now } : { value, rev, now };
}

/** One damaged record must not hide all the others from a sweep: it is reported, or thrown if nobody listens. */
export async function readOrReport<R>(read: () => Promise<R>, onDamaged: ((fault: Fault) => void) | undefined): Promise<R | undefined> {
  if (onDamaged === undefined) return read();
  const value = await attempt(read, "unexpected");
  if (!(value instanceof Fault)) return value;
  onDamaged(value);
  return undefined;
}
