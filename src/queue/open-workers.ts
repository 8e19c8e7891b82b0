import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "bullmq";
import type { Job, WorkerOptions } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import type { Logger } from "pino";
import { type JobName, type JobTable, LaneBusy } from "./definition.ts";
import { isOfConnection } from "./of-connection.ts";
import { checked, knownJob, type OpenJobs, openJobs } from "./open-jobs.ts";
import { DEFAULT_QUEUE_PREFIX, QUEUES, type QueueOptions, STALLS } from "./queues.ts";
import { openRunning, type Running } from "./running.ts";
import { WAKE } from "./timers.ts";

export interface WorkersOptions extends QueueOptions {
  readonly logger: Logger;
  /** Shorter than {@link STALLS} in tests. */
  readonly stalls?: typeof STALLS;
  /** Aborted when the process is to stop: no worker is opened any more. */
  readonly stopping?: AbortSignal;
}

export interface Workers {
  /**
   * Takes no new job and waits for those that run, at most so long. False when some still run: their work goes on until the process
   * ends, and another worker takes them over when their locks lapse. A Redis that is away is not waited for, and the connection is then
   * ended.
   */
  drain(ms: number): Promise<boolean>;
  /** The jobs that run now, and since when. */
  underWay(): ReturnType<Running["list"]>;
}

// Redis may take 2 s to answer while it writes its append-only file. What it has not taken by then is lost: those jobs run again.
const GOODBYE_MS = 3_000;

/**
 * One BullMQ worker a queue, running until drained, with the schedules of the installation set up. The connection waits for Redis
 * as long as it takes (`openRedis(url, "workers")`) and stays the caller's.
 */
export async function openWorkers<Deps>(
  connection: Redis | Cluster,
  table: JobTable<Deps>,
  deps: Deps,
  options: WorkersOptions,
): Promise<Workers> {
  const { logger, prefix = DEFAULT_QUEUE_PREFIX, stalls = STALLS, stopping } = options;
  const jobs = openJobs(connection, table, { prefix, logger });
  await jobs.schedule();
  stopping?.throwIfAborted();
  const running = openRunning();
  const perform = (job: Job): Promise<void> => {
    if (job.name === WAKE.name) return ring(job, jobs);
    return running.track(describe(job), run(table, knownJob(table, job.name), deps, job.data));
  };
  const workers = Object.entries(QUEUES).map(([queue, { pool }]) => openWorker(queue, { connection, prefix, ...stalls, ...pool }));

  return {
    async drain(ms) {
      const closed = Promise.all(workers.map((worker) => worker.close())).then(() => "closed" as const);
      const quiet = running.quiet(GOODBYE_MS).then(() => "quiet" as const);
      const end = await Promise.race([closed, quiet, sleep(ms, "late" as const, { ref: false })]);
      if (end === "late") {
        logger.warn({ ms, running: running.list() }, "jobs still run after the drain time");
        return false;
      }
      if (end === "quiet") {
        logger.warn("Redis does not answer, so the workers left without it; a job whose result it does not have runs again");
        connection.disconnect();
      }
      await jobs.close();
      return true;
    },
    underWay: () => running.list(),
  };

  function openWorker(queue: string, workerOptions: WorkerOptions): Worker {
    const worker: Worker = new Worker(
      queue,
      async (job: Job) => {
        try {
          await perform(job);
        } catch (error) {
          if (!(error instanceof LaneBusy)) throw error;
          logger.info({ queue, ms: error.forMs }, "lane rests");
          await worker.rateLimit(error.forMs);
          throw Worker.RateLimitError();
        }
      },
      workerOptions,
    );
    worker.on("error", (error) => {
      if (!isOfConnection(connection, error)) logger.warn({ queue, err: error }, "worker");
    });
    worker.on("stalled", (jobId) => logger.warn({ queue, jobId }, "job lost its worker and is run again"));
    worker.on("failed", (job, error) => {
      logger.error({ queue, job: job?.name, jobId: job?.id, attempt: job?.attemptsMade, err: error }, "job failed");
    });
    return worker;
  }
}

/** Not counted as running: it does nothing but wait for Redis. */
function ring({ data }: Job, jobs: OpenJobs): Promise<void> {
  const { job, id, payload } = checked(WAKE.payload, WAKE.name, data);
  return jobs.soon(job, id, payload);
}

/** The job's name, with the ids that its payload carries. */
function describe({ name, data }: Job): string {
  const ids = Object.values<unknown>(data).filter((value) => typeof value === "string");
  return [name, ...ids].join(" ");
}

async function run<Name extends JobName, Deps>(table: Pick<JobTable<Deps>, Name>, name: Name, deps: Deps, data: unknown): Promise<void> {
  const job = table[name];
  await job.run(deps, checked(job.payload, name, data));
}
