import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { JOBS } from "../jobs/table.ts";
import type { Config } from "./config.ts";
import { LOOK_AT_CONFIG_EVERY_MS, type LiveConfig } from "./config/live.ts";
import { createClusterLookup } from "./config/lookups.ts";
import { followSecret } from "./config/secret-file.ts";
import { digest } from "./digest.ts";
import { followConfig } from "./operations/clusters/follow-config.ts";
import { Fault } from "./operations/fault.ts";
import { openOutages } from "./operations/outages.ts";
import type { Records } from "./operations/records.ts";
import { watchDangers } from "./operations/recovery/watch-dangers.ts";
import { watchStore } from "./operations/recovery/watch-store.ts";
import { openJobs, type OpenJobs } from "./queue/open-jobs.ts";
import { LOOK_FOR_DANGER_EVERY_MS } from "./store/dangers.ts";
import { LOOK_FOR_LOSS_EVERY_MS } from "./store/losses.ts";
import { checkRedis } from "./store/redis/check.ts";
import { indexByMove } from "./store/index-by-move.ts";
import { type ConnectionUse, openRedis } from "./store/redis/connect.ts";
import type { Connection } from "./store/redis/connection.ts";
import { openStore } from "./store/open.ts";

/** What both roles need: Redis, with the records and the queues in it. */
export interface Connections {
  readonly records: Records;
  readonly jobs: OpenJobs;
  /** Opens one more connection, for BullMQ's workers, which waits for Redis as long as it takes. It is closed with the others. */
  forWorkers(): Connection;
  close(): Promise<void>;
}

/** Opens Redis. Throws a Fault when Redis is unreachable or configured so that it may lose data. */
export async function openConnections(config: Config, live: LiveConfig, log: Logger): Promise<Connections> {
  const opened: Connection[] = [];
  const outages = openOutages(log);
  const away = new Set<ConnectionUse>();
  const password = config.redisPassword && followSecret(config.redisPassword, (warning) => log.warn(warning));
  const redis = (use: ConnectionUse): Connection => {
    const onError = (err: Error): void => {
      away.add(use);
      outages.meet("Redis", "Redis does not answer; it is tried until it does", { err });
    };
    const connection = openRedis(config.redisUrl, use, onError, password);
    connection.on("ready", () => {
      away.delete(use);
      if (away.size === 0) outages.end("Redis", "Redis answers again");
    });
    opened.push(connection);
    return connection;
  };
  const onDamaged = (fault: Fault): void => log.error({ err: fault }, "A record cannot be read and is left alone");
  const closeRedis = (): void => opened.forEach((one) => one.disconnect());
  const [recordsRedis, jobsRedis] = [redis("records"), redis("jobs")];
  try {
    await demandKeepingRedis(recordsRedis, log);
    // Records written before 0.2 have no index by move yet.
    await indexByMove(recordsRedis, { onDamaged });
  } catch (error) {
    closeRedis();
    throw error;
  }
  const onCannotTell = (reason: string): void => log.info({ reason }, CANNOT_TELL);
  const records = openStore(recordsRedis, { onDamaged, durability: { redis: redis("durability"), ...config.redisWait, onCannotTell } });
  const jobs = openJobs(jobsRedis, JOBS, { logger: log });
  const stopping = new AbortController();
  const pause = (ms: number): Promise<boolean> => sleep(ms, true, { signal: stopping.signal }).catch(() => false);
  const shared = { records, jobs, clusters: createClusterLookup(live.installed), log };
  const following = followConfig({
    ...shared,
    look: () => live.look(),
    digest,
    pause: () => pause(LOOK_AT_CONFIG_EVERY_MS),
  });
  const watching = watchStore({
    ...shared,
    async restartQueues() {
      await jobs.schedule();
      await jobs.soon("scan", "recovery", { v: 1 });
    },
    pause: () => pause(LOOK_FOR_LOSS_EVERY_MS),
  });
  const watchingDangers = watchDangers({ ...shared, pause: () => pause(LOOK_FOR_DANGER_EVERY_MS) });
  return {
    records,
    jobs,
    forWorkers: () => redis("workers"),
    async close() {
      stopping.abort();
      try {
        await Promise.all([watching, watchingDangers, following]);
        await jobs.close();
      } finally {
        closeRedis();
      }
    },
  };
}

const CANNOT_TELL =
  "This Redis cannot say when a write is on its disk (WAITAOF came with Redis 7.2 and is in Valkey), so Tandem does not wait for that: " +
  "with appendfsync everysec, a power cut can lose the votes of the last second or two. Set appendfsync always, upgrade, or say REDIS_WAIT_DISK=false";

/** Refuses at the start a Redis that may lose votes, rather than finding out after a restart. */
async function demandKeepingRedis(redis: Connection, log: Logger): Promise<void> {
  const { problems, unchecked } = await checkRedis(redis).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Fault("unreachable", `Redis does not answer: ${reason}. Check REDIS_URL, and that Redis runs.`, { cause: error });
  });
  for (const line of unchecked) log.warn(line);
  if (problems.length > 0) throw new Fault("refused", problems.join("\n"));
}
