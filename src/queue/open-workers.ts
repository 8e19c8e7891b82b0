import { setTimeout as sleep } from "node:timers/promises";
import { type Job, UnrecoverableError, Worker, type WorkerOptions } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import type { Logger } from "pino";
import { attempt, Fault, mayPass } from "../operations/fault.ts";
import { openOutages } from "../operations/outages.ts";
import { type JobName, type JobTable, LaneBusy, payload } from "./definition.ts";
import { isOfConnection, isOfLostLock } from "./of-connection.ts";
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

const CURRENT = payload({});

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
  const outages = openOutages(logger);
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
    worker.on("error", (err) => {
      if (!isOfConnection(connection, err)) logger[isOfLostLock(err) ? "debug" : "warn"]({ queue, err }, "worker");
    });
    worker.on("stalled", (jobId) => outages.meet(queue, "job lost its worker and is run again", { queue, jobId }));
    worker.on("failed", (job, err) => {
      const fields = { queue, job: job?.name, jobId: job?.id, attempt: job?.attemptsMade, err };
      const isNewer = err instanceof Fault && err.kind === "unsupported";
      // The sweep asks again for what is given up meanwhile.
      if (mayPass(err)) outages.meet(queue, "Jobs fail because something does not answer", fields);
      else if (job?.finishedOn !== undefined) logger.error(fields, "job failed");
      else logger[isNewer || fields.attempt !== 1 ? "debug" : "warn"](fields, "job failed, and is tried again");
    });
    worker.on("completed", () => outages.end(queue, "Jobs are done again", { queue }));
    return worker;
  }
}

/** Not counted as running: it does nothing but wait for Redis. */
function ring({ data }: Job, jobs: OpenJobs): Promise<void> {
  const { job, id, payload: ids } = checked(WAKE.payload, WAKE.name, data);
  return jobs.soon(job, id, ids);
}

/** The job's name, with the ids that its payload carries. */
function describe({ name, data }: Job): string {
  const ids = Object.values<unknown>(data).filter((value) => typeof value === "string");
  return [name, ...ids].join(" ");
}

async function run<Name extends JobName, Deps>(table: Pick<JobTable<Deps>, Name>, name: Name, deps: Deps, data: unknown): Promise<void> {
  const job = table[name];
  const ids = await attempt(async () => checked(job.payload, name, data));
  if (!(ids instanceof Fault)) return job.run(deps, ids);
  // In a rolling update the next try may meet a worker that knows a newer payload. One of this version is damaged for all of them.
  throw CURRENT.safeParse(data).success ? new UnrecoverableError(ids.message) : ids;
}
