import type { WorkerOptions } from "bullmq";
import type { QueueName } from "./names.ts";

/**
 * How many jobs of a queue one process runs at a time, and how many a minute all processes start. A lane needs a limit for BullMQ
 * to let it rest (`LaneBusy`); where Slack's own budget does not ask for one, it is out of reach.
 */
export const POOLS: Readonly<Record<QueueName, Pick<WorkerOptions, "concurrency" | "limiter">>> = {
  // They wait for vtctld nearly all of the time: twenty switches of ten minutes must not keep a `status` waiting.
  verbs: { concurrency: 40 },
  // They wait as well: thirty keyspaces of a cluster that hangs must not keep the watching of another one waiting.
  watch: { concurrency: 40 },
  decisions: { concurrency: 5, limiter: { max: 600, duration: 60_000 } },
  // Its budget is of edits, and most of its jobs send none.
  progress: { concurrency: 5, limiter: { max: 600, duration: 60_000 } },
  upkeep: { concurrency: 10 },
};

/**
 * When a job counts as left by its worker. BullMQ renews the lock every half `lockDuration` for as long as the process lives, so a
 * call of ten minutes keeps it; after a crash another worker has the job within about 45 s. A job may lose its worker many times:
 * a rolling restart must not fail it.
 */
export const STALLS = { lockDuration: 30_000, stalledInterval: 15_000, maxStalledCount: 20 };
