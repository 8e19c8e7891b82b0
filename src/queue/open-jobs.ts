import type { Cluster, Redis } from "ioredis";
import type { Logger } from "pino";
import type { Jobs } from "../operations/jobs.ts";
import { faultless, openAsking } from "./asking.ts";
import type { QueueOptions } from "./asking.ts";

export interface JobsOptions extends QueueOptions {
  readonly logger: Logger;
}

/** The port that operations ask through, and its end. */
export interface OpenJobs extends Jobs {
  close(): Promise<void>;
}

// The delay counts on the worker's clock, the approve-by on Redis': a job that comes a little early would find nothing to do.
const CLOCKS_MAY_DIFFER_MS = 250;

/**
 * Opens the queues. The connection stays the caller's and fails within a bounded time (`openRedis(url, "jobs")`), so that a
 * command during an outage of Redis is a Fault and not a wait.
 */
export function openJobs(connection: Redis | Cluster, { logger, ...options }: JobsOptions): OpenJobs {
  const asking = openAsking(connection, options, (error) => logger.warn({ err: error }, "queue connection"));
  const { soon, later } = asking;

  return {
    answerCommand: (inboundId) => asking.once("answer-command", inboundId, { v: 1, inboundId }),

    carryOut: (executionId, delayMs = 0) => later("carry-out", executionId, { v: 1, executionId }, delayMs),

    async expireRequest(requestId, at) {
      const [seconds, micros] = await faultless(() => connection.time());
      const storeNow = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
      await asking.once("expire-request", requestId, { v: 1, requestId }, Math.max(0, at - storeNow) + CLOCKS_MAY_DIFFER_MS);
    },

    watchKeyspace: (cluster, keyspace, delayMs = 0) =>
      later("watch-keyspace", `${cluster}/${keyspace}`, { v: 1, cluster, keyspace }, delayMs),

    watchVDiff: (moveId, delayMs = 0) => later("watch-vdiff", moveId, { v: 1, moveId }, delayMs),

    refreshCatalogue: (cluster, keyspace) =>
      asking.once("refresh-catalogue", keyspace === undefined ? cluster : `${cluster}/${keyspace}`, {
        v: 1,
        cluster,
        ...(keyspace === undefined ? {} : { keyspace }),
      }),

    publishThread: (moveId) => soon("publish-thread", moveId, { v: 1, moveId }),
    publishCards: (moveId, delayMs = 0) => later("publish-cards", moveId, { v: 1, moveId }, delayMs),
    publishNotice: (id) => soon("publish-notice", id, { v: 1, id }),
    publishHome: (person) => soon("publish-home", person, { v: 1, person }),

    close: asking.close,
  };
}
