import { setTimeout as sleep } from "node:timers/promises";
import { DelayedError, type Job, UnrecoverableError, Worker, type WorkerOptions } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import type { Logger } from "pino";
import { attempt, Fault, mayPass } from "../operations/fault.ts";
import { openOutages } from "../operations/outages.ts";
import { type JobName, type JobTable, NotYet, definePayload } from "./definition.ts";
import { isOfConnection, isOfLostLock } from "./of-connection.ts";
import { parsePayload, requireKnownJob, type OpenJobs, openJobs } from "./open-jobs.ts";
import { DEFAULT_QUEUE_PREFIX, QUEUES, type QueueOptions, STALLS } from "./queues.ts";
import { openRunning, type Running } from "./running.ts";
import { WAKE } from "./timers.ts";

export interface WorkersOptions extends QueueOptions {
  readonly logger: Logger;
  /** Replaces {@link STALLS} in tests, which use shorter times. */
  readonly stalls?: typeof STALLS;
  /** Aborted when the process is to stop: no further worker is opened. */
  readonly stopping?: AbortSignal;
}

export interface Workers {
  /**
   * Takes no new job and waits up to `ms` for those that run. Returns false if some still run: they go on until the process ends, and
   * another worker takes them over when their locks expire. If Redis is unreachable, it ends the connection without waiting for it.
   */
  drain(ms: number): Promise<boolean>;
  /** The jobs that run now, and when each began. */
  underWay(): ReturnType<Running["list"]>;
}

const CANARY = "canary-";

const CURRENT = definePayload({});

// Redis may take 2 s to answer while it writes its append-only file. Jobs whose result it has not stored by then run again.
const GOODBYE_MS = 3_000;

/**
 * Sets up the schedules of the installation and runs one BullMQ worker a queue until drained. The caller keeps the connection, which waits
 * for Redis as long as it takes (`openRedis(url, "workers")`).
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
    if (job.name === WAKE.name) return fireTimer(job, jobs);
    return running.track(describe(job), runJob(table, requireKnownJob(table, job.name), deps, job.data));
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
      async (job: Job, token) => {
        try {
          await perform(job);
        } catch (error) {
          if (!(error instanceof NotYet)) throw error;
          await job.moveToDelayed(Date.now() + error.inMs, token);
          throw new DelayedError();
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
      // The sweep asks again for jobs that BullMQ gives up meanwhile.
      if (stopping?.aborted === true && err === stopping.reason) return;
      if (job?.name.startsWith(CANARY) === true) logger.debug(fields, "canary failed");
      else if (mayPass(err)) outages.meet(queue, "Jobs fail because something does not answer", fields);
      else if (job?.finishedOn !== undefined) logger.error(fields, "job failed");
      else logger[isNewer || fields.attempt !== 1 ? "debug" : "warn"](fields, "job failed, and is tried again");
    });
    worker.on("completed", (job) => {
      // A canary says nothing about what the other jobs need.
      if (!job.name.startsWith(CANARY)) outages.end(queue, "Jobs are done again", { queue });
    });
    return worker;
  }
}

/** Timers do not count as running: they only wait for Redis. */
function fireTimer({ data }: Job, jobs: OpenJobs): Promise<void> {
  const { job, id, payload: ids } = parsePayload(WAKE.payload, WAKE.name, data);
  return jobs.soon(job, id, ids);
}

/** The job's name and the ids in its payload. */
function describe({ name, data }: Job): string {
  const ids = Object.values<unknown>(data).filter((value) => typeof value === "string");
  return [name, ...ids].join(" ");
}

async function runJob<Name extends JobName, Deps>(table: Pick<JobTable<Deps>, Name>, name: Name, deps: Deps, data: unknown): Promise<void> {
  const job = table[name];
  const ids = await attempt(async () => parsePayload(job.payload, name, data));
  if (!(ids instanceof Fault)) return job.run(deps, ids);
  // During a rolling update the next try may reach a worker that knows a newer payload. A payload of this version is damaged for all.
  throw CURRENT.safeParse(data).success ? new UnrecoverableError(ids.message) : ids;
}
