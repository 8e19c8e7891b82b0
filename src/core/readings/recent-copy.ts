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

/** By which part a stream was held back between each of the last looks and the one before, oldest first; "" where it was not. */
export interface StreamLooks {
  readonly shard: Shard;
  readonly streamId: bigint;
  readonly heldBack: readonly string[];
}

/** What the last minutes showed, carried from one reading to the next. */
export interface RecentCopy {
  readonly points: readonly CopyPoint[];
  readonly looks: readonly StreamLooks[];
}
