import type { DefaultJobOptions } from "bullmq";
import type { QueueName } from "./names.ts";

// Long enough to look into a failure; short enough that Redis, which never evicts, does not fill up.
const KEPT = { removeOnComplete: { count: 200, age: 24 * 3600 }, removeOnFail: { count: 1_000, age: 7 * 24 * 3600 } } as const;

/** How often a job that threw is tried again: 1, 2, 4, … s apart. What fails for good is found again by the sweep, from the records. */
export const JOB_OPTIONS: Readonly<Record<QueueName, DefaultJobOptions>> = {
  verbs: { ...KEPT, attempts: 6, backoff: sixTriesInAboutThirtySeconds() },
  watch: { ...KEPT, attempts: 3, backoff: sixTriesInAboutThirtySeconds() },
  decisions: { ...KEPT, attempts: 6, backoff: sixTriesInAboutThirtySeconds() },
  progress: { ...KEPT, attempts: 3, backoff: sixTriesInAboutThirtySeconds() },
  // The next one comes by itself.
  upkeep: { ...KEPT, attempts: 1 },
};

function sixTriesInAboutThirtySeconds(): { type: "exponential"; delay: number; jitter: number } {
  return { type: "exponential", delay: 1_000, jitter: 0.2 };
}
