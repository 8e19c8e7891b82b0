import type { DefaultJobOptions, WorkerOptions } from "bullmq";

interface Lane {
  /** How often a job that threw is tried: 1, 2, 4, … s apart. What fails for good is found again by the sweep, from the records. */
  readonly attempts: number;
  readonly pool: Pick<WorkerOptions, "concurrency" | "limiter">;
}

/**
 * How many jobs of a queue one process runs at a time, and how many a minute all processes start. A lane needs a limit for BullMQ
 * to let it rest (`LaneBusy`); where Slack's own budget does not ask for one, it is out of reach.
 */
export const QUEUES = {
  /** What people asked for. It waits for vtctld nearly all of the time: twenty switches of ten minutes must not keep a `status` waiting. */
  verbs: { attempts: 6, pool: { concurrency: 40 } },
  /** Reading Vitess. It waits as well: thirty keyspaces of a cluster that hangs must not keep the watching of another one waiting. */
  watch: { attempts: 3, pool: { concurrency: 40 } },
  /** The lane to Slack for what people wait for; a 429 on one lane never delays the other. */
  decisions: { attempts: 6, pool: { concurrency: 5, limiter: { max: 600, duration: 60_000 } } },
  /** The other lane. Its budget is of edits, and most of its jobs send none. */
  progress: { attempts: 3, pool: { concurrency: 5, limiter: { max: 600, duration: 60_000 } } },
  /** Schedules, whose next job comes by itself, and timers. */
  upkeep: { attempts: 1, pool: { concurrency: 10 } },
} as const satisfies Readonly<Record<string, Lane>>;

export type QueueName = keyof typeof QUEUES;

/** Default for the keys of all queues. The hash tag keeps a queue in one slot of a Redis Cluster, which BullMQ's scripts need. */
export const DEFAULT_QUEUE_PREFIX = "{tandem}:jobs";

/** Where the queues stand in Redis. */
export interface QueueOptions {
  /** Must carry a hash tag. {@link DEFAULT_QUEUE_PREFIX} unless told otherwise. */
  readonly prefix?: string;
}

/** What a job of the queue is added with. Ended ones are kept long enough to look into, and few enough that Redis does not fill up. */
export function jobOptions(name: QueueName): DefaultJobOptions {
  return {
    attempts: QUEUES[name].attempts,
    backoff: { type: "exponential", delay: 1_000, jitter: 0.2 },
    removeOnComplete: { count: 200, age: 24 * 3600 },
    removeOnFail: { count: 1_000, age: 7 * 24 * 3600 },
  };
}

/**
 * When a job counts as left by its worker. BullMQ renews the lock every half `lockDuration` for as long as the process lives, so a
 * call of ten minutes keeps it; after a crash another worker has the job within about 45 s. A job may lose its worker many times:
 * a rolling restart must not fail it.
 */
export const STALLS = { lockDuration: 30_000, stalledInterval: 15_000, maxStalledCount: 20 };
