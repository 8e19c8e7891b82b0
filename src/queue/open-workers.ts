import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "bullmq";
import type { Job, WorkerOptions } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import type { Logger } from "pino";
import type { z } from "zod";
import { Fault } from "../operations/fault.ts";
import { openAsking } from "./asking.ts";
import type { Asking, QueueOptions } from "./asking.ts";
import { WAKE } from "./contracts/wake.ts";
import { CONTRACTS, isJobName } from "./handlers.ts";
import type { Handlers, JobName, Payload } from "./handlers.ts";
import { LaneBusy } from "./lane-busy.ts";
import { DEFAULT_QUEUE_PREFIX, QUEUES } from "./names.ts";
import type { QueueName } from "./names.ts";
import { isOfConnection } from "./of-connection.ts";
import { POOLS, STALLS } from "./pools.ts";
import { openRunning, type Running } from "./running.ts";
import { REFRESH_MEMBERS_MS, SCAN_MS, SWEEP_MS } from "./schedule.ts";

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
export async function openWorkers(connection: Redis | Cluster, handlers: Handlers, options: WorkersOptions): Promise<Workers> {
  const { logger, prefix = DEFAULT_QUEUE_PREFIX, stalls = STALLS, stopping } = options;
  const asking = openAsking(connection, { prefix }, (error) => logger.warn({ err: error }, "queue connection"));
  await asking.every("sweep", SWEEP_MS);
  await asking.every("refresh-members", REFRESH_MEMBERS_MS);
  await asking.every("scan", SCAN_MS);
  stopping?.throwIfAborted();
  const running = openRunning();
  const workers = QUEUES.map((queue) => openWorker(queue, { connection, prefix, ...stalls, ...POOLS[queue] }));

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
      await asking.close();
      return true;
    },
    underWay: () => running.list(),
  };

  function openWorker(queue: QueueName, workerOptions: WorkerOptions): Worker {
    const worker: Worker = new Worker(
      queue,
      async (job: Job) => {
        try {
          await perform(job, handlers, asking, running);
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

async function perform(job: Job, handlers: Handlers, asking: Asking, running: Running): Promise<void> {
  if (job.name === WAKE.name) {
    const { job: name, id, payload } = payloadOf(WAKE.payload, job);
    if (!isJobName(name)) throw unknownHere(`Timer ${job.id} asks for "${name}", which this version of Tandem does not know`);
    // Not counted as running: it does nothing but wait for Redis.
    return asking.soon(name, id, payload);
  }
  if (!isJobName(job.name)) throw unknownHere(`This version of Tandem does not know the job "${job.name}"`);
  return running.track(describe(job), handle(job.name, handlers, job));
}

/** The job's name, with the ids that its payload carries. */
function describe({ name, data }: Job): string {
  const ids = Object.values<unknown>(data).filter((value) => typeof value === "string");
  return [name, ...ids].join(" ");
}

// The same table, with each schema tied to its job's name.
const TYPED: { readonly [Name in JobName]: { readonly payload: z.ZodType<Payload<Name>> } } = CONTRACTS;

function handle<Name extends JobName>(name: Name, handlers: Pick<Handlers, Name>, job: Job): Promise<void> {
  return handlers[name](payloadOf(TYPED[name].payload, job));
}

/** Tried again: in a rolling update the next try may meet a worker that knows it, and what was lost the sweep asks for again. */
function unknownHere(why: string): Fault {
  return new Fault("unsupported", why);
}

function payloadOf<T>(schema: z.ZodType<T>, job: Job): T {
  const payload = schema.safeParse(job.data);
  if (payload.success) return payload.data;
  const problems = payload.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw unknownHere(`The payload of ${job.name} is not understood: ${problems}`);
}
