import type { Instant } from "../readings/readings.ts";

/** One point of a move's copy, kept for rate, ETA and stalls. Small: hundreds are kept per move. */
export interface Sample {
  readonly at: Instant;
  /** Tables done in 1/10,000 of all. Samples of 0.2 have an estimate here, so it tells movement and no more. */
  readonly done: number;
  readonly rowsCopied: bigint;
  readonly tablesDone: number;
  /** A digest of the last keys copied: changes while a copy moves even when every number stands still. */
  readonly keys: string;
  readonly throttled: boolean;
  /** MySQL's statistics of the target, over all tables that are left: fresh only while they move. Absent in samples of 0.2. */
  readonly statistics?: bigint;
  /** Rows done by these and by the sizes of the tables that are done; absent where they tell nothing. */
  readonly rowsDone?: bigint;
}
