import type { Logger } from "pino";
import { JOBS } from "../jobs/table.ts";
import type { Config } from "./config.ts";
import { Fault } from "./operations/fault.ts";
import type { Records } from "./operations/records.ts";
import { openJobs, type OpenJobs } from "./queue/open-jobs.ts";
import { checkRedis } from "./store/check.ts";
import { indexByMove } from "./store/index-by-move.ts";
import { type ConnectionUse, openRedis } from "./store/connect.ts";
import type { Connection } from "./store/connection.ts";
import { openStore } from "./store/open.ts";

/** What both roles stand on: Redis, with the records and the queues in it. */
export interface Connections {
  readonly records: Records;
  readonly jobs: OpenJobs;
  /** Opens one more connection, for BullMQ's workers: it waits for Redis as long as it takes. Closed with the others. */
  forWorkers(): Connection;
  close(): Promise<void>;
}

/** Opens Redis. Throws a Fault when Redis is away or would not keep what it is given. */
export async function openConnections(config: Config, log: Logger): Promise<Connections> {
  const opened: Connection[] = [];
  const outage = openOutage(log);
  const redis = (use: ConnectionUse): Connection => {
    const connection = openRedis(config.redisUrl, use, (error) => outage.isAway(use, error));
    connection.on("ready", () => outage.isBack(use));
    opened.push(connection);
    return connection;
  };
  const onDamaged = (fault: Fault): void => log.error({ reason: fault.message }, "A record cannot be read and is left alone");
  const closeRedis = (): void => opened.forEach((one) => one.disconnect());
  const [recordsRedis, jobsRedis] = [redis("records"), redis("jobs")];
  try {
    await demandKeepingRedis(recordsRedis, log);
    // Records of before 0.2 are not found by their move yet.
    await indexByMove(recordsRedis, { onDamaged });
  } catch (error) {
    closeRedis();
    throw error;
  }
  const records = openStore(recordsRedis, { onDamaged });
  const jobs = openJobs(jobsRedis, JOBS, { logger: log });
  return {
    records,
    jobs,
    forWorkers: () => redis("workers"),
    async close() {
      try {
        await jobs.close();
      } finally {
        closeRedis();
      }
    },
  };
}

/** One line in the log when the first connection breaks and one when all stand again, however often each is tried in between. */
function openOutage(log: Logger) {
  const away = new Set<ConnectionUse>();
  return {
    isAway(use: ConnectionUse, { message }: Error): void {
      if (away.size === 0) log.warn({ reason: message }, "Redis does not answer; it is tried until it does");
      away.add(use);
    },
    isBack(use: ConnectionUse): void {
      if (away.delete(use) && away.size === 0) log.info("Redis answers again");
    },
  };
}

/** A Redis that may forget votes is refused at the start, not found out after a restart. */
async function demandKeepingRedis(redis: Connection, log: Logger): Promise<void> {
  const { problems, unchecked } = await checkRedis(redis).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Fault("unreachable", `Redis does not answer: ${reason}. Check REDIS_URL, and that Redis runs.`, { cause: error });
  });
  for (const line of unchecked) log.warn(line);
  if (problems.length > 0) throw new Fault("refused", problems.join("\n"));
}
