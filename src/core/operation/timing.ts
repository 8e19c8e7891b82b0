import { SWITCH_DEFAULTS } from "../options/options.ts";
import { SEND_WITHIN_MS, TAKE_OVER_AFTER_MS } from "./freshness.ts";
import { AT_WORK_FOR_MS } from "../move/broken-call.ts";

/** How long an execution waits for what. Milliseconds; each with its reason in {@link DEFAULT_TIMING}. */
export interface Timing {
  readonly leaseMs: number;
  readonly leaseTakenRetryMs: number;
  readonly holdRetryMs: number;
  /** How often whoever waits for another step's turn asks by itself: it is woken when that turn is given back. */
  readonly inLineRetryMs: number;
  readonly unreadableRetryMs: number;
  /** How long the signs may take to settle after a call, and how often they are read meanwhile. */
  readonly settleMs: number;
  readonly rereadMs: number;
  /** How often a soak looks whether things are still as the plan has made them. */
  readonly soakLookMs: number;
  /** How old the look may be that a call is recorded on. */
  readonly lookLastsMs: number;
  /** How old the record of a call may be when its message leaves this process. */
  readonly sendWithinMs: number;
  /** How old an open call must be before somebody else may take it over: it cannot leave its process any more then. */
  readonly takeOverAfterMs: number;
  /**
   * How long after it began a call is waited for while Vitess cannot be read, however it ended; and a call whose end nobody heard while
   * nobody holds the workflow's lock, where the release does not tell that for certain.
   */
  readonly callIsOverMs: number;
  /** How long after it began a call that nobody listens to any more is waited for while the workflow's lock is held. */
  readonly lockedIsOverMs: number;
  /** How long giving writes back is tried again while the lock of a dead call with the default timeout stands in its way. */
  readonly deadLockLapsesMs: number;
}

export const DEFAULT_TIMING: Timing = {
  // Renewed at a third; long enough to survive a busy event loop, short enough that a dead worker's move goes on within the minute.
  leaseMs: 30_000,
  leaseTakenRetryMs: 2_000,
  holdRetryMs: 10_000,
  // A rescue goes beside a long step after 15 s and a way back after 20 s (turns.ts); the turn of a worker that died lapses after a minute.
  inLineRetryMs: 5_000,
  unreadableRetryMs: 5_000,
  // Right after a switch or a reverse a stream may read Error for a moment (docs/facts/switch-traffic.md#brief-error).
  settleMs: 6_000,
  rereadMs: 1_000,
  soakLookMs: 15_000,
  // A look and a connection are a few reads of up to 15 s, one after the other.
  lookLastsMs: 60_000,
  sendWithinMs: SEND_WITHIN_MS,
  takeOverAfterMs: TAKE_OVER_AFTER_MS,
  // After its client has gone vtctld may cancel for 2 min, on top of its own waits (docs/facts/locks-and-deadlines.md#longest-switch).
  callIsOverMs: 5 * 60_000,
  // A switch of many tables and shards can take 20 min. A lock that a dead vtctld left stays for 24 h: that is not waited for.
  lockedIsOverMs: AT_WORK_FOR_MS,
  // The lease of a dead vtctld's keyspace lock can last three times the timeout of its call; two waits of 45 s for it fit.
  deadLockLapsesMs: 2 * 60_000,
};

/** The same after a call of this timeout: the lock that it left can last three times as long. Not known: the default's. */
export function deadLockLapsesMs({ deadLockLapsesMs: least }: Timing, timeoutMs: number = SWITCH_DEFAULTS.timeoutMs): number {
  return least + 3 * Math.max(0, timeoutMs - SWITCH_DEFAULTS.timeoutMs);
}
