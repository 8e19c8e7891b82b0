import type { DefaultJobOptions, WorkerOptions } from "bullmq";

interface Lane {
  /** How often a job that threw is tried: 1, 2, 4, … s apart. After the last try the sweep finds its work in the records. */
  readonly attempts: number;
  readonly pool: Pick<WorkerOptions, "concurrency">;
}

/** How many jobs of a queue one process runs at a time. */
export const QUEUES = {
  /** Commands. They mostly wait for vtctld. */
  verbs: { attempts: 6, pool: { concurrency: 40 } },
  /** What was approved, and what ends by the clock: no number of commands delays it, and twenty switches of ten minutes delay no `status`. */
  operations: { attempts: 6, pool: { concurrency: 40 } },
  /** Reading Vitess, which mostly waits too: thirty keyspaces of a hanging cluster must not delay the watching of another cluster. */
  watch: { attempts: 3, pool: { concurrency: 40 } },
  /** The lane to Slack for what people wait for; a 429 on one lane never delays the other. */
  decisions: { attempts: 6, pool: { concurrency: 5 } },
  /** The other lane. Most of its jobs send nothing. */
  progress: { attempts: 3, pool: { concurrency: 5 } },
  /** Scheduled jobs, which the schedule starts again by itself, and timers. */
  upkeep: { attempts: 1, pool: { concurrency: 10 } },
} as const satisfies Readonly<Record<string, Lane>>;

export type QueueName = keyof typeof QUEUES;

/** The default prefix of all queues' keys. BullMQ's scripts need a queue in one slot of a Redis Cluster, and the hash tag ensures that. */
export const DEFAULT_QUEUE_PREFIX = "{tandem}:jobs";

/** Where the queues are in Redis. */
export interface QueueOptions {
  /** Must contain a hash tag. Default: {@link DEFAULT_QUEUE_PREFIX}. */
  readonly prefix?: string;
}

/** BullMQ's options for the queue's jobs. It keeps ended jobs long enough to investigate, and few enough not to fill Redis. */
export function chooseJobOptions(name: QueueName): DefaultJobOptions {
  return {
    attempts: QUEUES[name].attempts,
    backoff: { type: "exponential", delay: 1_000, jitter: 0.2 },
    removeOnComplete: { count: 200, age: 24 * 3600 },
    removeOnFail: { count: 1_000, age: 7 * 24 * 3600 },
  };
}

/**
 * When a job counts as abandoned by its worker. BullMQ renews the lock while the process lives, so a call of ten minutes keeps it. After a
 * crash the lock lapses within 6 s, and another worker has the job within 4 s more: of all workers one at a time looks for such jobs, and a
 * look may fall out once. A process that is still for longer loses its jobs although it lives, and two then run the same job; what must not
 * be done twice is fenced in the records and not here. A job may lose its worker many times: a rolling restart must not fail it.
 */
export const STALLS = { lockDuration: 6_000, stalledInterval: 2_000, maxStalledCount: 100 };
