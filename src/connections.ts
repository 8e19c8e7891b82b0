import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { Fault } from "./operations/fault.ts";
import type { Records } from "./operations/records.ts";
import { openJobs, type OpenJobs } from "./queue/open-jobs.ts";
import { checkRedis } from "./store/check.ts";
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
  const redis = (use: ConnectionUse): Connection => {
    const connection = connectRedis(config.redisUrl, use, log);
    opened.push(connection);
    return connection;
  };
  const closeRedis = (): void => opened.forEach((one) => one.disconnect());
  const [recordsRedis, jobsRedis] = [redis("records"), redis("jobs")];
  try {
    await demandKeepingRedis(recordsRedis, log);
  } catch (error) {
    closeRedis();
    throw error;
  }
  const records = openStore(recordsRedis, {
    onDamaged: (fault) => log.error({ reason: fault.message }, "A record cannot be read and is left alone"),
  });
  const jobs = openJobs(jobsRedis, { logger: log });
  return {
    records,
    jobs,
    forWorkers: () => redis("workers"),
    async close() {
      await jobs.close();
      closeRedis();
    },
  };
}

/** One line in the log when a connection breaks and one when it stands again, however often it is tried in between. */
function connectRedis(url: string, use: ConnectionUse, log: Logger): Connection {
  let isAway = false;
  const connection = openRedis(url, use, (error) => {
    if (!isAway) log.warn({ use, reason: error.message }, "Redis does not answer; it is tried until it does");
    isAway = true;
  });
  return connection.on("ready", () => {
    if (isAway) log.info({ use }, "Redis answers again");
    isAway = false;
  });
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
