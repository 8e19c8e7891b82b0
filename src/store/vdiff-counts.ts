import { randomUUID } from "node:crypto";
import type { VDiffTable } from "../core/vdiff/vdiff.ts";
import type { VDiffCounts } from "../operations/vdiff-counts.ts";
import { callRedis, type Connection, runLua } from "./redis/connection.ts";
import type { Keys } from "./redis/keys.ts";
import { decode, encode } from "./schemas/document.ts";
import { VDIFF_COUNTS } from "./schemas/vdiff.ts";

// Posted within seconds and not read again, unless Slack takes no post for long. 64,000 rows take 13 MB.
const COUNTS_KEPT_MS = 30 * 24 * 60 * 60_000;

// Reading or writing 64,000 rows at once would hold up everything else for a third of a second; these take 3 ms.
const ROWS_IN_PIECE = 500;

// A hash of pieces, by their place: a piece that ioredis sends twice is there once, and pieces that were never completed expire too.
const SAVE_PIECE = `
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

/** A record each, which counts only once a thread's line refers to it. */
export function openVDiffCounts(redis: Connection, keys: Keys): VDiffCounts {
  return {
    async save(rows) {
      const id = randomUUID();
      const key = keys.vdiffCounts(id);
      for (let from = 0; from < rows.length; from += ROWS_IN_PIECE) {
        const piece = encode(key, VDIFF_COUNTS, rows.slice(from, from + ROWS_IN_PIECE));
        await runLua(redis, SAVE_PIECE, [key], [from, piece, COUNTS_KEPT_MS]);
      }
      return id;
    },
    async get(id) {
      const key = keys.vdiffCounts(id);
      const places = (await callRedis(redis, () => redis.hkeys(key))).map(Number).toSorted((a, b) => a - b);
      const rows: VDiffTable[] = [];
      for (const place of places) {
        const piece = await callRedis(redis, () => redis.hget(key, String(place)));
        // It expired between two reads.
        if (piece === null) return undefined;
        rows.push(...decode(key, VDIFF_COUNTS, piece));
      }
      return places.length === 0 ? undefined : rows;
    },
  };
}
