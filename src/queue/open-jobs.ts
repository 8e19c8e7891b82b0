import { type JobsOptions, Queue } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import type { Logger } from "pino";
import type { z } from "zod";
import type { Instant } from "../core/readings/readings.ts";
import type { StoredJob } from "../core/announce/wanted-jobs.ts";
import { Fault } from "../operations/fault.ts";
import type { Jobs } from "../operations/jobs.ts";
import type { QueuedJobs, JobName } from "./definition.ts";
import { isOfConnection } from "./of-connection.ts";
import { DEFAULT_QUEUE_PREFIX, chooseJobOptions, type QueueName, type QueueOptions } from "./queues.ts";
import { WAKE } from "./timers.ts";

/** The port for operations, what only the workers do with the queues, and the method that closes them. */
export interface OpenJobs extends Jobs {
  /** Starts the schedule of every job that has one; one job at a time runs for the whole installation. */
  schedule(): Promise<void>;
  /** Adds a job; at most one waits for each id. If that job runs already, it runs once more afterwards. */
  soon(name: string, id: string, payload: object): Promise<void>;
  close(): Promise<void>;
}

// The worker's clock times the delay, Redis' clock the approve-by: a job that runs a little early would find nothing to do.
const CLOCKS_MAY_DIFFER_MS = 250;

/**
 * Opens the queues. The caller keeps the connection, which must fail within a bounded time (`openRedis(url, "jobs")`), so that a command
 * during an outage of Redis is a Fault and does not hang.
 */
export function openJobs(
  connection: Redis | Cluster,
  table: QueuedJobs,
  { prefix = DEFAULT_QUEUE_PREFIX, logger }: QueueOptions & { readonly logger: Logger },
): OpenJobs {
  const queues = new Map<QueueName, Queue>();
  const openQueue = (name: QueueName): Queue => {
    const known = queues.get(name);
    if (known !== undefined) return known;
    const queue = new Queue(name, { connection, prefix, defaultJobOptions: chooseJobOptions(name) });
    queue.on("error", (error) => {
      if (!isOfConnection(connection, error)) logger.warn({ err: error }, "queue connection");
    });
    queues.set(name, queue);
    return queue;
  };

  const add = (queue: QueueName, name: string, data: object, extra: JobsOptions): Promise<void> =>
    convertErrors(async () => void (await openQueue(queue).add(name, data, extra)));

  const soon: OpenJobs["soon"] = (name, id, payload) => {
    const { queue, goesFirst = false } = table[requireKnownJob(table, name)];
    return add(queue, name, payload, { lifo: goesFirst, deduplication: { id: `${name}:${id}`, keepLastIfActive: true } });
  };

  /** Sets one timer for each id; the earlier one wins. */
  const later = async (name: string, id: string, payload: object, delay: number): Promise<void> => {
    const timer = `${WAKE.name}:${name}:${id}`;
    const replace = await convertErrors(() => ringsAfter(openQueue(WAKE.queue), timer, Date.now() + delay));
    const data = { v: 1, job: name, id, payload };
    await add(WAKE.queue, WAKE.name, data, { delay, deduplication: { id: timer, keepLastIfActive: true, replace } });
  };

  const delayUntil = async (at: Instant): Promise<number> => {
    const [seconds, micros] = await convertErrors(() => connection.time());
    return Math.max(0, at - (Number(seconds) * 1000 + Math.floor(Number(micros) / 1000))) + CLOCKS_MAY_DIFFER_MS;
  };

  const ask = async ({ job, at, ...ids }: StoredJob & { readonly at?: unknown }, inMs = 0): Promise<void> => {
    const name = requireKnownJob(table, job);
    const { queue, payload, askedWhileItRuns } = table[name];
    const data = parsePayload<object>(payload, name, { v: 1, ...ids });
    const id = Object.values(data)
      .filter((value) => typeof value === "string")
      .join("/");
    const delay = typeof at === "number" ? await delayUntil(at) : inMs;
    if (askedWhileItRuns === "nothing") return add(queue, name, data, { delay, deduplication: { id: `${name}:${id}` } });
    return delay > 0 ? later(name, id, data, delay) : soon(name, id, data);
  };

  return {
    ask,
    askStored: (job) => ask(job),
    soon,
    async schedule() {
      for (const [name, { queue, everyMs: every }] of Object.entries(table)) {
        if (every !== undefined) await convertErrors(() => openQueue(queue).upsertJobScheduler(name, { every }, { name, data: { v: 1 } }));
      }
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

/** True if the timer with this name rings after `at`, so that the new one must replace it. */
async function ringsAfter(queue: Queue, timer: string, at: number): Promise<boolean> {
  const id = await queue.getDeduplicationJobId(timer);
  const waiting = id === null || id === undefined ? undefined : await queue.getJob(id);
  return waiting !== undefined && waiting.timestamp + waiting.delay > at;
}

/** Checks that this version of Tandem knows the job. Throws a Fault otherwise: a newer version may have written it. */
export function requireKnownJob(table: QueuedJobs, name: string): JobName {
  const isKnown = (text: string): text is JobName => Object.hasOwn(table, text);
  if (isKnown(name)) return name;
  throw new Fault("unsupported", `This version of Tandem does not know the job "${name}"`);
}

/** Parses the payload. Throws a Fault that names what is wrong with it. */
export function parsePayload<T>(schema: z.ZodType<T>, name: string, data: unknown): T {
  const payload = schema.safeParse(data);
  if (payload.success) return payload.data;
  const problems = payload.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new Fault("unsupported", `The payload of ${name} is not understood: ${problems}`);
}

/** Turns the errors of BullMQ and ioredis into a {@link Fault}. */
async function convertErrors<T>(commands: () => Promise<T>): Promise<T> {
  try {
    return await commands();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const answered = error instanceof Error && error.name === "ReplyError";
    throw new Fault(answered ? "unexpected" : "unreachable", `Redis (queues): ${text}`, { cause: error });
  }
}
