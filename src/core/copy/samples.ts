import type { Instant } from "../readings/readings.ts";

/** One point of a move's copy, kept for rate, ETA and stalls. Small, because each move keeps hundreds. */
export interface Sample {
  readonly at: Instant;
  /** Tables done, in 1/10,000 of the whole. Samples of 0.2 hold an estimate here that only shows movement. */
  readonly done: number;
  readonly rowsCopied: bigint;
  readonly tablesDone: number;
  /** A digest of the last keys copied: it changes while a copy progresses even when every number stands still. */
  readonly keys: string;
  readonly throttled: boolean;
  /** MySQL's statistics of the target, over all tables left: fresh only while they change. Missing in samples of 0.2. */
  readonly statistics?: bigint;
  /** Rows done, from these statistics and the sizes of finished tables; absent when they tell nothing. */
  readonly rowsDone?: bigint;
}
