/**
 * How long after its record a call may still be sent. A commit to Redis and a few milliseconds of work lie in between; a process that needs
 * longer was frozen, and others may have acted meanwhile.
 */
export const SEND_WITHIN_MS = 3_000;

/**
 * How old the record of a call that nobody ended must be before another worker may take it over. By then the call has left or never will:
 * the margin covers clocks that disagree, and the time between the last check of them and the wire.
 */
export const TAKE_OVER_AFTER_MS = SEND_WITHIN_MS + 5_000;

/** A wall clock that goes back by less was corrected, not set. */
const CORRECTION_MS = 1_000;

/** The clocks of one machine, read together. */
export interface ClocksRead {
  /** Cannot be set. On Linux it stands still while the machine sleeps. */
  readonly monotonicMs: number;
  /** Keeps running while the machine sleeps, and can be set. */
  readonly wallMs: number;
  /** Time since the machine started. On Linux this includes its sleep. */
  readonly uptimeMs: number;
}

/**
 * True while at most `withinMs` have passed by every clock. Read `begun` right before committing the call's record, so that the record is
 * never older than this says. A clock that went back cannot say how much time has passed, so the call is not fresh either.
 */
export function isFresh(begun: ClocksRead, now: ClocksRead, withinMs: number = SEND_WITHIN_MS): boolean {
  const passed = (clock: keyof ClocksRead): number => now[clock] - begun[clock];
  return (
    isWithin(passed("monotonicMs"), 0, withinMs) &&
    isWithin(passed("wallMs"), -CORRECTION_MS, withinMs) &&
    isWithin(passed("uptimeMs"), 0, withinMs)
  );
}

/** False for a clock that gave no number. */
function isWithin(passedMs: number, least: number, most: number): boolean {
  return passedMs >= least && passedMs <= most;
}

/** Reads the clocks and returns a check of whether the call is still fresh. Call it right before committing the call's record. */
export function startFreshnessCheck(readClocks: () => ClocksRead, withinMs: number = SEND_WITHIN_MS): () => boolean {
  const begun = readClocks();
  return () => isFresh(begun, readClocks(), withinMs);
}
