import type { Instant } from "../readings.ts";

/** One point of a move's copy, kept for rate, ETA and stalls. Small: hundreds are kept per move. */
export interface Sample {
  readonly at: Instant;
  /** Work done so far in 1/10,000 of the whole move, by whichever signal moves. */
  readonly done: number;
  readonly rowsCopied: bigint;
  readonly tablesDone: number;
  /** A digest of the last keys copied: changes while a copy moves even when every number stands still. */
  readonly keys: string;
  readonly throttled: boolean;
}
