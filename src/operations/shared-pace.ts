import type { Instant } from "../core/readings/readings.ts";

/**
 * A steady pace of one use every `everyMs`, and how many uses a user may be ahead of it. A negative number leaves room: the user gets one
 * only after the budget lay idle for as many uses.
 */
export interface Allowance {
  readonly everyMs: number;
  readonly ahead: number;
}

/** A member of a line: whoever had no turn for longest comes first. It leaves the line if it has not come again within `withinMs`. */
export interface LineMember {
  readonly member: string;
  readonly lastTurnAt: Instant;
  readonly withinMs: number;
}

/** How many are in line, and how many of them come before the one that asks. */
export interface Line {
  readonly all: number;
  readonly before: number;
}
