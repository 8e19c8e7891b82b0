import { createHash, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { HandlerDeps } from "../jobs/table.ts";
import { parse } from "./command/parse.ts";
import type { Config } from "./config.ts";
import type { ClusterName } from "./core/names.ts";
import { personId } from "./core/people.ts";
import { answerCommand } from "./operations/answer-command.ts";
import { carryOut } from "./operations/carry-out/carry-out.ts";
import { DEFAULT_TIMING, type Timing } from "./operations/carry-out/deps.ts";
import type { Clusters, VerbDeps } from "./operations/deps.ts";
import { expireRequest } from "./operations/expire-request.ts";
import { Fault } from "./operations/fault.ts";
import type { Vitess } from "./operations/ports.ts";
import type { Records } from "./operations/records.ts";
import { refreshMembers } from "./operations/refresh-members.ts";
import { sweep } from "./operations/sweep.ts";
import { watchKeyspace } from "./operations/watch-keyspace.ts";
import { watchVDiff } from "./operations/watch-vdiff.ts";
import { LaneBusy } from "./queue/lane-busy.ts";
import { openJobs, type OpenJobs } from "./queue/open-jobs.ts";
import { RateLimited } from "./slack/outbound/faults.ts";
import { readGroupMembers } from "./slack/outbound/members.ts";
import { publishCards } from "./slack/outbound/publish-cards.ts";
import { publishHome } from "./slack/outbound/publish-home.ts";
import { publishThread } from "./slack/outbound/publish-thread.ts";
import { openPublisher, type PublisherDeps } from "./slack/outbound/publisher.ts";
import { openTalk } from "./slack/outbound/talk.ts";
import { checkRedis } from "./store/check.ts";
import { type ConnectionUse, openRedis } from "./store/connect.ts";
import type { Connection } from "./store/connection.ts";
import { openStore } from "./store/open.ts";
import { openVitess } from "./vtctld/open.ts";

/** Everything that is opened once, and how it is closed: in the reverse of this order. */
export interface Connections {
  readonly records: Records;
  readonly jobs: OpenJobs;
  /** For BullMQ's workers only: it waits for Redis as long as it takes. */
  readonly workerRedis: Connection;
  readonly handlers: HandlerDeps;
  close(): Promise<void>;
}

/** Opens Redis, vtctld and Slack's Web API. Throws a Fault when Redis is away or would not keep what it is given. */
export async function openConnections(config: Config, log: Logger, timing: Timing = DEFAULT_TIMING): Promise<Connections> {
  const redis = (use: ConnectionUse): Connection => connectRedis(config.redisUrl, use, log);
  const [recordsRedis, jobsRedis, workerRedis] = [redis("records"), redis("jobs"), redis("workers")];
  const closeRedis = (): void => [recordsRedis, jobsRedis, workerRedis].forEach((one) => one.disconnect());
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
  const cluster = openVitess(config.cluster);
  const { botToken, apiUrl } = config.slack;
  const publisher = openPublisher(
    { botToken, ...(apiUrl === undefined ? {} : { apiUrl }) },
    { records, limits: config.limits, approvers: config.approvers, log },
  );
  return {
    records,
    jobs,
    workerRedis,
    handlers: handlerDeps({ config, log, timing, records, jobs, vitess: cluster.vitess, publisher }),
    async close() {
      await jobs.close();
      cluster.close();
      closeRedis();
    },
  };
}

interface Opened {
  readonly config: Config;
  readonly log: Logger;
  readonly timing: Timing;
  readonly records: Records;
  readonly jobs: OpenJobs;
  readonly vitess: Vitess;
  readonly publisher: PublisherDeps;
}

function handlerDeps({ config, log, timing, records, jobs, vitess, publisher }: Opened): HandlerDeps {
  const { operators, approvers, rule, limits } = config;
  const talk = openTalk(publisher);
  const verbs: VerbDeps = {
    records,
    jobs,
    vitess: () => vitess,
    clusters: clustersOf(config),
    operators,
    approvers,
    rule,
    limits,
    digest,
    newId: randomUUID,
  };
  return {
    jobs,
    answerCommand: (inboundId) => answerCommand({ ...verbs, talk, understand: parse }, inboundId),
    carryOut: (executionId) => carryOut({ ...verbs, timing, pause: (ms) => sleep(ms) }, executionId),
    expireRequest: (requestId) => expireRequest(verbs, requestId),
    watchKeyspace: (name, keyspace) => watchKeyspace(verbs, name, keyspace),
    watchVDiff: (moveId) => watchVDiff(verbs, moveId),
    publishThread: (moveId) => onLane(() => publishThread(publisher, moveId)),
    publishCards: (moveId) => onLane(() => publishCards(publisher, moveId)),
    publishHome: (person) => onLane(() => publishHome(publisher, personId(person))),
    refreshMembers: () =>
      refreshMembers({ records, readGroup: (group) => readGroupMembers(publisher.clients.progress, group) }, [operators, approvers]),
    sweep: () => sweep(verbs),
    onUnreadable: (keyspace, fault) => log.warn({ keyspace, kind: fault.kind, reason: fault.message }, "A keyspace cannot be read"),
  };
}

function clustersOf({ cluster }: Config): Clusters {
  return {
    standard: cluster.name,
    names: [cluster.name],
    at: (address): ClusterName | undefined => (cluster.addresses.includes(address) ? cluster.name : undefined),
  };
}

/** Slack's budget is spent: the lane rests, in every replica, and the job runs again. */
async function onLane<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof RateLimited ? new LaneBusy(error.retryAfterMs) : error;
  }
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

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
