import { Queue } from "bullmq";
import type { JobsOptions } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import { Fault } from "../operations/fault.ts";
import { JOB_OPTIONS } from "./attempts.ts";
import { WAKE } from "./contracts/wake.ts";
import { CONTRACTS } from "./handlers.ts";
import type { JobName } from "./handlers.ts";
import { DEFAULT_QUEUE_PREFIX } from "./names.ts";
import type { QueueName } from "./names.ts";
import { isOfConnection } from "./of-connection.ts";

/** Where the queues stand in Redis. */
export interface QueueOptions {
  /** Must carry a hash tag. `{tandem}:jobs` unless told otherwise. */
  readonly prefix?: string;
}

/** Puts jobs into queues. Every call is durable when it resolves; it throws only {@link Fault}. */
export interface Asking {
  /** At most one waits for each id. Asked for while it runs: it runs once more afterwards. */
  readonly soon: (name: JobName, id: string, payload: object) => Promise<void>;
  /** Like `soon`, but while it runs nothing is added. */
  readonly once: (name: JobName, id: string, payload: object, delayMs?: number) => Promise<void>;
  /** Asks `soon` after a while, at once when the while is none. One timer for each id: the earlier one stands. */
  readonly later: (name: JobName, id: string, payload: object, delayMs: number) => Promise<void>;
  /** Makes a job come by itself, one at a time for the whole installation. */
  readonly every: (name: JobName, everyMs: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens the queues on a connection that stays the caller's. `onError` hears of errors that no call throws and that are not the connection's. */
export function openAsking(connection: Redis | Cluster, options: QueueOptions, onError: (error: Error) => void): Asking {
  const prefix = options.prefix ?? DEFAULT_QUEUE_PREFIX;
  const opened = (name: QueueName): Queue => {
    const queue = new Queue(name, { connection, prefix, defaultJobOptions: JOB_OPTIONS[name] });
    queue.on("error", (error) => {
      if (!isOfConnection(connection, error)) onError(error);
    });
    return queue;
  };
  const queues = {
    verbs: opened("verbs"),
    watch: opened("watch"),
    decisions: opened("decisions"),
    progress: opened("progress"),
    upkeep: opened("upkeep"),
  } satisfies Record<QueueName, Queue>;

  const soon: Asking["soon"] = (name, id, payload) =>
    add(queues[CONTRACTS[name].queue], name, payload, { deduplication: { id: `${name}:${id}`, keepLastIfActive: true } });

  return {
    soon,

    once: (name, id, payload, delayMs = 0) =>
      add(queues[CONTRACTS[name].queue], name, payload, { delay: delayMs, deduplication: { id: `${name}:${id}` } }),

    async later(name, id, payload, delayMs) {
      if (delayMs <= 0) return soon(name, id, payload);
      const timer = `wake:${name}:${id}`;
      const replace = await faultless(() => ringsAfter(queues.upkeep, timer, Date.now() + delayMs));
      const data = { v: 1, job: name, id, payload };
      await add(queues.upkeep, WAKE.name, data, { delay: delayMs, deduplication: { id: timer, keepLastIfActive: true, replace } });
    },

    every: (name, everyMs) =>
      faultless(async () => {
        await queues[CONTRACTS[name].queue].upsertJobScheduler(name, { every: everyMs }, { name, data: { v: 1 } });
      }),

    async close() {
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
    },
  };
}

/** True when the timer that waits under this name rings after `at`, so that the new one must take its place. */
async function ringsAfter(queue: Queue, timer: string, at: number): Promise<boolean> {
  const id = await queue.getDeduplicationJobId(timer);
  const waiting = id === null || id === undefined ? undefined : await queue.getJob(id);
  return waiting !== undefined && waiting.timestamp + waiting.delay > at;
}

function add(queue: Queue, name: string, data: object, extra: JobsOptions): Promise<void> {
  return faultless(async () => void (await queue.add(name, data, extra)));
}

/** Turns what BullMQ and ioredis throw into a {@link Fault}. */
export async function faultless<T>(commands: () => Promise<T>): Promise<T> {
  try {
    return await commands();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const answered = error instanceof Error && error.name === "ReplyError";
    throw new Fault(answered ? "unexpected" : "unreachable", `Redis (queues): ${text}`, { cause: error });
  }
}
