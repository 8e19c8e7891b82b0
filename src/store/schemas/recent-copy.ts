import { z } from "zod";
import type { RowCount } from "../../core/readings/readings.ts";
import type { CopyPoint, HeldBack, KeyBuild, RecentCopy, ShardRows } from "../../core/readings/recent-copy.ts";
import { BIG, MS, SHARD_NAME, TABLE_NAME, TEXTS } from "./scalars.ts";
import type { Shape } from "./shape.ts";

export const ROW_COUNT = z.looseObject({ table: TABLE_NAME, rows: BIG } satisfies Shape<RowCount>);

export const SHARD_ROWS = z.looseObject({ shard: SHARD_NAME, rows: BIG } satisfies Shape<ShardRows>);

export const KEY_BUILD = z.looseObject({
  shard: SHARD_NAME,
  streamId: BIG,
  table: TABLE_NAME,
  since: MS,
  readAt: MS,
} satisfies Shape<KeyBuild>);

const COPY_POINT = z.looseObject({ at: MS, tables: z.array(ROW_COUNT), shards: z.array(SHARD_ROWS) } satisfies Shape<CopyPoint>);

const HELD_BACK = z.looseObject({ shard: SHARD_NAME, streamId: BIG, parts: TEXTS } satisfies Shape<HeldBack>);

export const RECENT_COPY = z.looseObject({ points: z.array(COPY_POINT), heldBack: z.array(HELD_BACK) } satisfies Shape<RecentCopy>);
