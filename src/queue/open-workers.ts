import { UnrecoverableError, Worker } from "bullmq";
import type { Job, WorkerOptions } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import type { Logger } from "pino";
import type { z } from "zod";
import { openAsking } from "./asking.ts";
import type { Asking, QueueOptions } from "./asking.ts";
import { WAKE } from "./contracts/wake.ts";
import { CONTRACTS, isJobName } from "./handlers.ts";
import type { Handlers, JobName, Payload } from "./handlers.ts";
import { LaneBusy } from "./lane-busy.ts";
import { DEFAULT_QUEUE_PREFIX, QUEUES } from "./names.ts";
import type { QueueName } from "./names.ts";
import { REFRESH_MEMBERS_MS, SCAN_MS, SWEEP_MS } from "./schedule.ts";
import { POOLS, STALLS } from "./pools.ts";

export interface WorkersOptions extends QueueOptions {
  readonly logger: Logger;
  /** Shorter than {@link STALLS} in tests. */
  readonly stalls?: typeof STALLS;
}

export interface Workers {
  /**
   * Takes no new job and waits for those that run, at most so long. False when some still run: their work goes on until the process
   * ends, and another worker takes them over when their locks lapse.
   */
  drain(ms: number): Promise<boolean>;
}

/**
 * One BullMQ worker a queue, running until drained, with the schedules of the installation set up. The connection waits for Redis
 * as long as it takes (`openRedis(url, "workers")`) and stays the caller's.
 */
export async function openWorkers(connection: Redis | Cluster, handlers: Handlers, options: WorkersOptions): Promise<Workers> {
  const { logger, prefix = DEFAULT_QUEUE_PREFIX, stalls = STALLS } = options;
  const asking = openAsking(connection, { prefix }, (error) => logger.warn({ err: error }, "queue connection"));
  await asking.every("sweep", SWEEP_MS);
  await asking.every("refresh-members", REFRESH_MEMBERS_MS);
  await asking.every("scan", SCAN_MS);
  const workers = QUEUES.map((queue) => openWorker(queue, { connection, prefix, ...stalls, ...POOLS[queue] }));

  return {
    async drain(ms) {
      const closed = Promise.all(workers.map((worker) => worker.close())).then(() => true);
      const late = new Promise<false>((resolve) => setTimeout(resolve, ms, false).unref());
      const finished = await Promise.race([closed, late]);
      if (finished) await asking.close();
      else logger.warn({ ms }, "jobs still run after the drain time");
      return finished;
    },
  };

  function openWorker(queue: QueueName, workerOptions: WorkerOptions): Worker {
    const worker: Worker = new Worker(
      queue,
      async (job: Job) => {
        try {
          await perform(job, handlers, asking);
        } catch (error) {
          if (!(error instanceof LaneBusy)) throw error;
          logger.info({ queue, ms: error.forMs }, "lane rests");
          await worker.rateLimit(error.forMs);
          throw Worker.RateLimitError();
        }
      },
      workerOptions,
    );
    worker.on("error", (error) => logger.warn({ queue, err: error }, "worker"));
    worker.on("stalled", (jobId) => logger.warn({ queue, jobId }, "job lost its worker and is run again"));
    worker.on("failed", (job, error) => {
      logger.error({ queue, job: job?.name, jobId: job?.id, attempt: job?.attemptsMade, err: error }, "job failed");
    });
    return worker;
  }
}

async function perform(job: Job, handlers: Handlers, asking: Asking): Promise<void> {
  if (job.name === WAKE.name) {
    const { job: name, id, payload } = payloadOf(WAKE.payload, job);
    if (!isJobName(name)) throw new UnrecoverableError(`Timer ${job.id} asks for "${name}", which this version of Tandem does not know`);
    return asking.soon(name, id, payload);
  }
  if (!isJobName(job.name)) throw new UnrecoverableError(`This version of Tandem does not know the job "${job.name}"`);
  return handle(job.name, handlers, job);
}

// The same table, with each schema tied to its job's name.
const TYPED: { readonly [Name in JobName]: { readonly payload: z.ZodType<Payload<Name>> } } = CONTRACTS;

function handle<Name extends JobName>(name: Name, handlers: Pick<Handlers, Name>, job: Job): Promise<void> {
  return handlers[name](payloadOf(TYPED[name].payload, job));
}

/** Trying a payload again that cannot be read would not make it readable. */
function payloadOf<T>(schema: z.ZodType<T>, job: Job): T {
  const payload = schema.safeParse(job.data);
  if (payload.success) return payload.data;
  const problems = payload.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new UnrecoverableError(`The payload of ${job.name} is not understood: ${problems}`);
}
