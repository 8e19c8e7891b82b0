import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import { openLog } from "../../src/logging.ts";
import type { Logger } from "pino";
import { afterAll, afterEach, beforeAll } from "vitest";
import { JOBS } from "../../jobs/table.ts";
import { type ClusterName, isClusterName, isKeyspace, type Keyspace } from "../../src/core/vitess/names.ts";
import type { JobDefinition, JobName, JobTable, Payload } from "../../src/queue/definition.ts";
import type { QueueName } from "../../src/queue/queues.ts";
import { openJobs, type OpenJobs } from "../../src/queue/open-jobs.ts";
import { openWorkers, type Workers, type WorkersOptions } from "../../src/queue/open-workers.ts";
import { openRedis } from "../../src/store/redis/connect.ts";
import type { Connection } from "../../src/store/redis/connection.ts";
import { startRedis, type PrivateRedis } from "../../practice/redis.ts";

const DRAIN_MS = 5_000;

/** Jobs waiting and running in one queue. */
interface Depth {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
}

/** One Redis for a file; every `open` has queues of its own in it. */
export function queueBench() {
  let server: PrivateRedis | undefined;
  const connections: Connection[] = [];
  const closers: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    server = await startRedis();
  });
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
    for (const connection of connections.splice(0)) connection.disconnect();
  });
  afterAll(async () => {
    await server?.close();
  });

  function connected(use: "jobs" | "workers"): Connection {
    const connection = openRedis(running().url, use, () => {});
    connections.push(connection);
    return connection;
  }
  function running(): PrivateRedis {
    if (server === undefined) throw new Error("only inside a test");
    return server;
  }

  return {
    server: running,
    connected,
    /** A prefix, the port under it, what waits and runs there, and a way to start workers. */
    open: () => {
      const prefix = `{test-${randomUUID().slice(0, 8)}}`;
      const log = logBook();
      const jobs: OpenJobs = openJobs(connected("jobs"), JOBS, { prefix, logger: log.logger });
      closers.push(() => jobs.close());
      const looking = new Map<QueueName, Queue>();
      const queueOf = (name: QueueName): Queue => {
        const queue = looking.get(name) ?? new Queue(name, { connection: connected("jobs"), prefix });
        if (!looking.has(name)) closers.push(() => queue.close());
        looking.set(name, queue);
        return queue;
      };
      return {
        prefix,
        jobs,
        log,
        /** The jobs that nobody has started. */
        inQueue: (name: QueueName) => queueOf(name).getJobs(["waiting", "delayed"]),
        depth: async (name: QueueName): Promise<Depth> => {
          const [waiting, active, delayed, failed] = await Promise.all([
            queueOf(name).getWaitingCount(),
            queueOf(name).getActiveCount(),
            queueOf(name).getDelayedCount(),
            queueOf(name).getFailedCount(),
          ]);
          return { waiting, active, delayed, failed };
        },
        work: async (handlers: Partial<Handlers>, stalls?: WorkersOptions["stalls"]): Promise<Workers> => {
          const options = { prefix, logger: log.logger, ...(stalls === undefined ? {} : { stalls }) };
          const workers = await openWorkers(connected("workers"), doing(handlers), undefined, options);
          closers.push(() => workers.drain(DRAIN_MS));
          return workers;
        },
      };
    },
  };
}

/** How many jobs of `upkeep` wait for their time when nothing else does. */
export const SCHEDULED_UPKEEP = Object.values(JOBS).filter((job) => job.queue === "upkeep" && "everyMs" in job).length;

type Handlers = { readonly [Name in JobName]: (payload: Payload<Name>) => Promise<void> };

/** Tandem's jobs with these handlers; the others do nothing. */
export function doing(handlers: Partial<Handlers>): JobTable<undefined> {
  const row = <Name extends JobName>(name: Name, handler?: Handlers[Name]): JobDefinition<Name, undefined> => {
    const asked: JobDefinition<Name, never> = JOBS[name];
    return { ...asked, run: async (_deps, payload) => handler?.(payload) };
  };
  return {
    "answer-command": row("answer-command", handlers["answer-command"]),
    "carry-out": row("carry-out", handlers["carry-out"]),
    "expire-request": row("expire-request", handlers["expire-request"]),
    "remind-approvers": row("remind-approvers", handlers["remind-approvers"]),
    "settle-handover": row("settle-handover", handlers["settle-handover"]),
    "publish-handover": row("publish-handover", handlers["publish-handover"]),
    "publish-last-call": row("publish-last-call", handlers["publish-last-call"]),
    "watch-keyspace": row("watch-keyspace", handlers["watch-keyspace"]),
    "watch-vdiff": row("watch-vdiff", handlers["watch-vdiff"]),
    "publish-thread": row("publish-thread", handlers["publish-thread"]),
    "publish-cards": row("publish-cards", handlers["publish-cards"]),
    "publish-fleet": row("publish-fleet", handlers["publish-fleet"]),
    "publish-home": row("publish-home", handlers["publish-home"]),
    "publish-notice": row("publish-notice", handlers["publish-notice"]),
    "refresh-catalogue": row("refresh-catalogue", handlers["refresh-catalogue"]),
    "refresh-members": row("refresh-members", handlers["refresh-members"]),
    "keep-audit": row("keep-audit", handlers["keep-audit"]),
    scan: row("scan", handlers.scan),
    sweep: row("sweep", handlers.sweep),
    "sweep-outbox": row("sweep-outbox", handlers["sweep-outbox"]),
    "canary-verbs": row("canary-verbs", handlers["canary-verbs"]),
    "canary-operations": row("canary-operations", handlers["canary-operations"]),
    "canary-watch": row("canary-watch", handlers["canary-watch"]),
    "canary-decisions": row("canary-decisions", handlers["canary-decisions"]),
    "canary-upkeep": row("canary-upkeep", handlers["canary-upkeep"]),
  };
}

export function cluster(name: string): ClusterName {
  if (!isClusterName(name)) throw new Error(name);
  return name;
}

export function keyspace(name: string): Keyspace {
  if (!isKeyspace(name)) throw new Error(name);
  return name;
}

function logBook(): { readonly logger: Logger; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const write = (text: string): void => {
    const line: unknown = JSON.parse(text);
    if (typeof line === "object" && line !== null) lines.push({ ...line });
  };
  const logger = openLog("debug", { write });
  return { logger, lines };
}

/** Records when a handler ran and with what. A run lasts `ms`. */
export function runs<P>(ms = 0): { readonly handler: (payload: P) => Promise<void>; readonly seen: P[]; readonly at: number[] } {
  const seen: P[] = [];
  const at: number[] = [];
  return {
    seen,
    at,
    async handler(payload) {
      at.push(Date.now());
      seen.push(payload);
      await sleep(ms);
    },
  };
}

/** A run that goes on until it is released. */
export function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  const switched = new AbortController();
  const passed = new Promise<void>((resolve) => switched.signal.addEventListener("abort", () => resolve()));
  return { passed, open: () => switched.abort() };
}
