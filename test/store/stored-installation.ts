import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Connection } from "../../src/store/redis/connection.ts";

const INSTALLATION = z.record(
  z.string(),
  z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("hash"), value: z.record(z.string(), z.string()) }),
    z.strictObject({ type: z.literal("string"), value: z.string() }),
    z.strictObject({ type: z.literal("list"), value: z.array(z.string()) }),
    z.strictObject({ type: z.literal("set"), value: z.array(z.string()) }),
    z.strictObject({ type: z.literal("stream"), value: z.array(z.tuple([z.string(), z.array(z.string())])) }),
  ]),
);

/**
 * Puts every key of an installation of 0.1.0 under a prefix: the move `life` switched, `gone` cancelled, `open` with a request that has one
 * vote, `soak` with its reads switched. `edit` may change a record's text.
 */
export async function putInstallation(
  redis: Connection,
  prefix: string,
  edit = (text: string, _key: string): string => text,
): Promise<void> {
  const file = new URL("./records-0.1.0/installation/at-work.json", import.meta.url);
  for (const [name, stored] of Object.entries(INSTALLATION.parse(JSON.parse(readFileSync(file, "utf8"))))) {
    const key = name.replace("{tandem}", prefix);
    if (stored.type === "string") await redis.set(key, stored.value);
    if (stored.type === "list") await redis.rpush(key, ...stored.value);
    if (stored.type === "set") await redis.sadd(key, ...stored.value);
    if (stored.type === "stream") for (const [id, fields] of stored.value) await redis.xadd(key, id, ...fields);
    if (stored.type === "hash") {
      const { json, ...fields } = stored.value;
      await redis.hset(key, json === undefined ? fields : { ...fields, json: edit(json, key) });
    }
  }
}
