import type { CanaryQueue } from "../core/announce/canaries.ts";
import type { Instant } from "../core/readings/readings.ts";

/** What the store knows of the canaries at one moment. */
export interface CanariesSeen {
  readonly now: Instant;
  /** When each was last done. A queue is missing whose canary never was. */
  readonly done: ReadonlyMap<CanaryQueue, Instant>;
  /** Since when jobs have not been done, if that is announced and its end is not. */
  readonly lateSince?: Instant;
}

/** The marks that canaries leave, by which any process sees whether the queues' jobs are done. */
export interface Canaries {
  /** Marks that the canary of this queue is done now. Idempotent. */
  mark(queue: CanaryQueue): Promise<void>;
  look(): Promise<CanariesSeen>;
  /** Notes that it is announced that jobs have not been done since then. Returns the moment that was noted first, by whichever process. */
  noteLate(since: Instant): Promise<Instant>;
  /** Notes that the end of that is announced. Idempotent. */
  noteDoneAgain(): Promise<void>;
}
