import type { Instant } from "../readings/readings.ts";

/** What counts rows: InnoDB's own counters, or the statistics that Vitess passes on. */
export type RowSource = "counters" | "statistics";

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
  /** Rows done; absent when nothing tells them. */
  readonly rowsDone?: bigint;
  /** What counted them. Missing in samples written by 0.2, which are of the statistics. */
  readonly by?: RowSource;
  /** The share of all rows that they were, 0 to 99, by InnoDB's counters. */
  readonly percent?: number;
}
