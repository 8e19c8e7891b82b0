import type { Instant } from "../readings/readings.ts";

/** One table on one target shard, as a VDiff has it so far. Counts only: row values never leave the adapter. */
export interface VDiffTable {
  readonly shard: string;
  readonly table: string;
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
  /** pending, started, stopped, completed, error, or empty; `absent` (Tandem's own word) for a shard that has no part in this VDiff. */
  readonly state: string;
  readonly lastError: string;
  readonly startedAt?: Instant;
  readonly completedAt?: Instant;
}

/** What VDiffShow says of one VDiff over all its target shards. */
export interface VDiff {
  readonly uuid: string;
  readonly shards: readonly VDiffShard[];
  readonly tables: readonly VDiffTable[];
  /**
   * Only where the sum over all tables says more than each of them: `tables` are those that it went over and tells nothing of one by one. A row limit
   * is then held against the sum.
   */
  readonly whole?: { readonly rowsCompared: bigint; readonly tables: readonly string[] };
  /** How many rows of each table and shard it was told to compare at most; absent when all. 0 also when that is not known. */
  readonly rowLimit?: bigint;
  /** It was told to keep only keys in its report: rows that come in another order on the two sides were matched by their keys alone. */
  readonly keysOnly?: true;
}

/** One row of `VDiff show all`. */
export interface VDiffListed {
  readonly uuid: string;
  readonly shard: string;
  readonly state: string;
  /** Absent when they cannot be read. `maxRows` is absent when all rows were to be compared. */
  readonly options?: { readonly maxRows?: bigint; readonly keysOnly?: true };
  readonly createdAt?: Instant;
  readonly completedAt?: Instant;
}
