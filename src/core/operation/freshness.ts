/**
 * How long after its record a call may still be sent. What lies between is a commit to Redis and a few milliseconds of work; a process that
 * needs longer was frozen, and others may have acted since.
 */
export const SEND_WITHIN_MS = 3_000;

/**
 * How long after its record a call that nobody has ended may be taken over by another worker. By then it has left or never will: the margin
 * is for clocks that do not run alike, and for what lies between the last look at them and the wire.
 */
export const TAKE_OVER_AFTER_MS = SEND_WITHIN_MS + 5_000;

/** A clock that is corrected by less is not taken for one that was set. */
const CORRECTION_MS = 1_000;

/** The clocks of one machine, read together. */
export interface ClocksRead {
  /** Nobody sets it. On Linux it stands still while the machine sleeps. */
  readonly monotonicMs: number;
  /** Goes on while the machine sleeps, and can be set. */
  readonly wallMs: number;
  /** Since the machine was started. On Linux its sleep is part of that. */
  readonly uptimeMs: number;
}

/**
 * True while at most `withinMs` have passed by every clock. `begun` is read right before the commit of the call's record begins, so that the
 * record is never older than this says. A clock that went back says nothing of what has passed: then it is not fresh either.
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

/** Reads the clocks, and answers from then on whether it is still fresh. Call it right before the commit of the call's record begins. */
export function freshFromNow(readClocks: () => ClocksRead, withinMs: number = SEND_WITHIN_MS): () => boolean {
  const begun = readClocks();
  return () => isFresh(begun, readClocks(), withinMs);
}
