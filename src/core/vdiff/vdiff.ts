import type { TableName } from "../vitess/names.ts";
import type { Instant } from "../readings/readings.ts";

/** One table on one target shard, as far as a VDiff has got. Counts only: row values never leave the adapter. */
export interface VDiffTable {
  readonly shard: string;
  readonly table: TableName;
  readonly state: string;
  /** InnoDB's estimate; 0 with MySQL's default statistics expiry. */
  readonly rowsEstimated: bigint;
  readonly rowsCompared: bigint;
  readonly hasMismatch: boolean;
  readonly matching: bigint;
  readonly mismatched: bigint;
  readonly onlyInSource: bigint;
  readonly onlyInTarget: bigint;
}

/** One target shard of a VDiff. */
export interface VDiffShard {
  readonly shard: string;
  /** pending, started, stopped, completed, error, or empty; `absent` (Tandem's own word) for a shard that the VDiff does not cover. */
  readonly state: string;
  readonly lastError: string;
  readonly startedAt?: Instant;
  readonly completedAt?: Instant;
}

/** What VDiffShow reports about one VDiff over all its target shards. */
export interface VDiff {
  readonly uuid: string;
  readonly shards: readonly VDiffShard[];
  readonly tables: readonly VDiffTable[];
  /**
   * Present only when the sum over all tables tells more than each of them: `tables` are those the VDiff covered without reporting on each.
   * Tandem then judges a row limit by the sum.
   */
  readonly whole?: { readonly rowsCompared: bigint; readonly tables: readonly TableName[] };
  /** The most rows of each table and shard it was told to compare; absent for all. 0 also when the limit is unknown. */
  readonly rowLimit?: bigint;
  /** The VDiff was told to report only keys, so rows in a different order on the two sides matched by key alone. */
  readonly keysOnly?: true;
  /** The tables it was told to compare; absent for all. Before Vitess 18 all of them may also be named. */
  readonly asked?: readonly TableName[];
}

/** One row of `VDiff show all`. */
export interface VDiffListed {
  readonly uuid: string;
  readonly shard: string;
  readonly state: string;
  /**
   * Absent when they cannot be read. `maxRows` is absent when the VDiff compares all rows, `tables` when it compares all of them, which
   * before Vitess 18 may also be named.
   */
  readonly options?: { readonly maxRows?: bigint; readonly keysOnly?: true; readonly tables?: readonly TableName[] };
  readonly createdAt?: Instant;
  readonly completedAt?: Instant;
}
