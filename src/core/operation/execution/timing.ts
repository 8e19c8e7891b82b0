import { SWITCH_DEFAULTS } from "../../options/options.ts";
import { SEND_WITHIN_MS, TAKE_OVER_AFTER_MS } from "../request/freshness.ts";
import type { Instant } from "../../readings/readings.ts";
import { AT_WORK_FOR_MS } from "../../move/broken-call.ts";

/** How long an execution waits, and for what. Milliseconds; the reasons are in {@link DEFAULT_TIMING}. */
export interface Timing {
  readonly leaseMs: number;
  readonly leaseTakenRetryMs: number;
  readonly holdRetryMs: number;
  /** How often a step in line asks for its turn by itself; it is also woken when the turn ahead is given back. */
  readonly inLineRetryMs: number;
  /** How often an operation that waits for its window is compared with what was approved. */
  readonly windowLookMs: number;
  readonly unreadableRetryMs: number;
  /** How long readings may take to settle after a call, and how often they are taken meanwhile. */
  readonly settleMs: number;
  readonly rereadMs: number;
  /** How often a soak checks that everything is still as the plan left it. */
  readonly soakLookMs: number;
  /** How old a look may be when a call is recorded on it. */
  readonly lookLastsMs: number;
  /** How old a call's record may be when its message leaves this process. */
  readonly sendWithinMs: number;
  /** How old an open call must be before another worker may take it over: by then it can no longer leave its process. */
  readonly takeOverAfterMs: number;
  /**
   * How long to wait, from its start, for any call while Vitess cannot be read, and for a call whose end nobody heard while the workflow's
   * lock is free, on releases where a free lock does not prove that the call is over.
   */
  readonly callIsOverMs: number;
  /** How long to wait, from its start, for an abandoned call while the workflow lock is held. */
  readonly lockedIsOverMs: number;
  /** How long to keep retrying a rescue while the lock of a dead call with the default timeout blocks it. */
  readonly deadLockLapsesMs: number;
}

export const DEFAULT_TIMING: Timing = {
  // Renewed after a third; long enough to survive a busy event loop, and over before another worker has the dead one's job (queue/queues.ts).
  leaseMs: 6_000,
  leaseTakenRetryMs: 1_000,
  holdRetryMs: 10_000,
  // A rescue stops waiting for a long step after 15 s, a reverse after 20 s (turns.ts); the turn of a dead worker lapses after a minute.
  inLineRetryMs: 5_000,
  // People hear in the evening, not at night, that the workflow is not what they approved.
  windowLookMs: 5 * 60_000,
  unreadableRetryMs: 5_000,
  // Right after a switch or a reverse a stream may read Error for a moment (docs/facts/switch-traffic.md#brief-error).
  settleMs: 6_000,
  rereadMs: 1_000,
  soakLookMs: 15_000,
  // A look and opening a connection take a few reads of up to 15 s, one after the other.
  lookLastsMs: 60_000,
  sendWithinMs: SEND_WITHIN_MS,
  takeOverAfterMs: TAKE_OVER_AFTER_MS,
  // After its client is gone vtctld may cancel for 2 min, on top of its own waits (docs/facts/locks-and-deadlines.md#longest-switch).
  callIsOverMs: 5 * 60_000,
  // A switch of many tables and shards can take 20 min. A lock that a dead vtctld left stays for 24 h: do not wait that long.
  lockedIsOverMs: AT_WORK_FOR_MS,
  // The keyspace lock of a dead vtctld can last three times its call's timeout; this leaves time for two waits of 45 s.
  deadLockLapsesMs: 2 * 60_000,
};

/** The same for a call with this timeout, whose lock can last three times as long; by default the timeout of a switch. */
export function computeDeadLockLapseMs({ deadLockLapsesMs: least }: Timing, timeoutMs: number = SWITCH_DEFAULTS.timeoutMs): number {
  return least + 3 * Math.max(0, timeoutMs - SWITCH_DEFAULTS.timeoutMs);
}

/** How long to wait until an operation that is held for its window is looked at again: at the opening, or earlier. Never negative. */
export function computeWindowWaitMs(
  { opens }: { readonly opens: Instant },
  now: Instant,
  { windowLookMs }: Pick<Timing, "windowLookMs"> = DEFAULT_TIMING,
): number {
  return Math.max(0, Math.min(opens - now, windowLookMs));
}
