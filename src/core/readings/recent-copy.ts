import type { Shard, TableName } from "../vitess/names.ts";
import type { Instant, RowCount } from "./readings.ts";

/**
 * A table whose rows one stream has all copied, while Vitess adds the secondary keys that it left out until then. Vitess tells no progress
 * of it (docs/facts/streams-and-copy.md#post-copy-actions).
 */
export interface KeyBuild {
  readonly shard: Shard;
  readonly streamId: bigint;
  readonly table: TableName;
  /** By the clock of the target's tablet. */
  readonly since: Instant;
  /** When its stream's log last said so. */
  readonly readAt: Instant;
}

/** How many rows of a move one shard of the target has. */
export interface ShardRows {
  readonly shard: Shard;
  readonly rows: bigint;
}

/** Rows as they were counted earlier, for rates. */
export interface CopyPoint {
  readonly at: Instant;
  /** The tables that were being copied. */
  readonly tables: readonly RowCount[];
  readonly shards: readonly ShardRows[];
}

/** When the throttler held back a stream: at each of the last readings, oldest first, the part held back since the one before, or "". */
export interface HeldBack {
  readonly shard: Shard;
  readonly streamId: bigint;
  readonly parts: readonly string[];
}

/** What the last minutes showed, carried from one reading to the next. */
export interface RecentCopy {
  readonly points: readonly CopyPoint[];
  readonly heldBack: readonly HeldBack[];
}
