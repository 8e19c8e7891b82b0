import type { Connection } from "../../../src/store/redis/connection.ts";

type Rename = (text: string) => string;
/** Writes the content of a key again under other names. */
type Write = (to: string, rename: Rename) => Promise<unknown>;

/**
 * Copies the records about some names once for each suffix, and appends the suffix to each name in every key and text; a key that keeps its
 * name, such as an index, gets the new entries. It knows no formats, so it can also copy the records of another version of Tandem. It leaves
 * jobs as they are, and everything that belongs to the whole cluster, such as the audit.
 */
export async function copyRecords(redis: Connection, names: readonly string[], suffixes: readonly string[]): Promise<void> {
  const keys = (await redis.keys("*")).filter((key) => !key.includes(":jobs:"));
  // Reads everything before it writes, so that it does not copy copies.
  const writers = await Promise.all(keys.map(async (key) => ({ key, write: await writer(redis, key) })));
  for (const suffix of suffixes) {
    const rename: Rename = (text) => renamed(text, names, suffix);
    await Promise.all(writers.map(({ key, write }) => write(rename(key), rename)));
  }
}

async function writer(redis: Connection, key: string): Promise<Write> {
  const type = await redis.type(key);
  switch (type) {
    case "string": {
      const text = (await redis.get(key)) ?? "";
      return async (to, rename) => (to === key ? 0 : redis.set(to, rename(text)));
    }
    case "list": {
      const items = await redis.lrange(key, 0, -1);
      return async (to, rename) => (to === key ? 0 : redis.rpush(to, ...items.map(rename)));
    }
    case "set": {
      const members = await redis.smembers(key);
      return (to, rename) => redis.sadd(to, members.map(rename));
    }
    case "hash": {
      const fields = Object.entries(await redis.hgetall(key));
      return async (to, rename) => {
        const wanted = fields.filter(([field]) => to !== key || rename(field) !== field);
        return wanted.length === 0 ? 0 : redis.hset(to, ...wanted.flat().map(rename));
      };
    }
    default:
      return async (to) => {
        if (to !== key) throw new Error(`${key} is a ${type} of Redis, which the bench cannot copy yet`);
      };
  }
}

export function renamed(text: string, names: readonly string[], suffix: string): string {
  return names.reduce((said, name) => said.replaceAll(name, `${name}${suffix}`), text);
}
