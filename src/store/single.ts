import { callRedis, type Connection } from "./redis/connection.ts";
import { decode, encode, type Format } from "./schemas/document.ts";

/** Values of one type, each at its own key and replaced as a whole: the last writer wins. */
export interface Single<T> {
  load(key: string): Promise<T | undefined>;
  /** With `keepMs` it expires after that, unless it is saved again. */
  save(key: string, value: T, keepMs?: number): Promise<void>;
  forget(key: string): Promise<void>;
}

/** For readings, sizes, messages and members: no decision depends on their previous value. */
export function openSingle<T>(redis: Connection, format: Format<T>): Single<T> {
  return {
    async load(key) {
      const text = await callRedis(redis, () => redis.get(key));
      return text === null ? undefined : decode(key, format, text);
    },
    async save(key, value, keepMs) {
      const text = encode(key, format, value);
      await callRedis(redis, () => (keepMs === undefined ? redis.set(key, text) : redis.set(key, text, "PX", Math.ceil(keepMs))));
    },
    async forget(key) {
      await callRedis(redis, () => redis.del(key));
    },
  };
}
