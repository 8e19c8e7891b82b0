import { createHash, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { type HandlerDeps, handlerTable } from "../jobs/table.ts";
import { parse } from "./command/parse.ts";
import type { Config } from "./config.ts";
import { clustersOf, policyOf } from "./config/lookups.ts";
import type { Connections } from "./connections.ts";
import { personId } from "./core/people/people.ts";
import { answerCommand } from "./operations/commands/answer-command.ts";
import { carryOut } from "./operations/carry-out/carry-out.ts";
import { freshFromNow } from "./core/operation/freshness.ts";
import { DEFAULT_TIMING, type Timing } from "./core/operation/timing.ts";
import type { VerbDeps } from "./operations/deps.ts";
import { expireRequest } from "./operations/requests/expire-request.ts";
import { refreshCatalogue } from "./operations/clusters/catalogue.ts";
import { refreshMembers } from "./operations/people/refresh-members.ts";
import { scanClusters } from "./operations/following/scan-clusters.ts";
import { onceEach } from "./operations/unknown-texts.ts";
import { sweep } from "./operations/watch/sweep.ts";
import { watchKeyspace } from "./operations/watch/watch-keyspace.ts";
import { watchVDiff } from "./operations/watch/watch-vdiff.ts";
import type { Handlers } from "./queue/handlers.ts";
import { LaneBusy } from "./queue/lane-busy.ts";
import { RateLimited } from "./slack/web-api/faults.ts";
import { readGroupMembers } from "./slack/outbound/members.ts";
import { publishCards } from "./slack/outbound/publish-cards.ts";
import { publishHome } from "./slack/outbound/publish-home.ts";
import { publishNotice } from "./slack/outbound/publish-notice.ts";
import { publishThread } from "./slack/outbound/publish-thread.ts";
import { openPublisher, type PublisherDeps } from "./slack/outbound/publisher.ts";
import { openTalk } from "./slack/outbound/talk.ts";
import { readClocks } from "./vtctld/channel/clocks.ts";
import { type OpenClusters, openClusters } from "./vtctld/open-all.ts";

/** All that a worker does, ready to be run by the queues' workers. */
export interface Work {
  readonly handlers: Handlers;
  /** Closes what it opened. Call it when no handler runs any more. */
  close(): void;
}

/** Opens vtctld and Slack's lanes, and ties every job to what it does with them. Nothing is sent yet. */
export function openWork(config: Config, connections: Connections, log: Logger, timing: Timing = DEFAULT_TIMING): Work {
  const { records } = connections;
  const { botToken, apiUrl } = config.slack;
  const clusters = openClusters(
    config.clusters.map((cluster) => ({
      ...cluster,
      vdiffRuns: records.vdiffRuns(cluster.name),
      warn: (warning: string) => log.warn({ cluster: cluster.name }, warning),
    })),
  );
  const { alarmsOf } = clustersOf(config);
  const publisher = openPublisher(
    { botToken, ...(apiUrl === undefined ? {} : { apiUrl }) },
    { records, policy: policyOf(config), log, alarmsOf },
  );
  return { handlers: handlerTable(handlerDeps({ config, connections, log, timing, clusters, publisher })), close: () => clusters.close() };
}

interface Opened {
  readonly config: Config;
  readonly connections: Connections;
  readonly log: Logger;
  readonly timing: Timing;
  readonly clusters: OpenClusters;
  readonly publisher: PublisherDeps;
}

function handlerDeps({ config, connections: { records, jobs }, log, timing, clusters, publisher }: Opened): HandlerDeps {
  const talk = openTalk(publisher);
  const unreadable = new Set<string>();
  const verbs: VerbDeps = {
    records,
    jobs,
    vitess: (cluster) => clusters.vitess(cluster),
    clusters: clustersOf(config),
    policy: policyOf(config),
    digest,
    newId: randomUUID,
    noteUnknown: onceEach((text) => log.warn({ vitess: text }, "A text of Vitess's that no rule knows")),
  };
  return {
    jobs,
    answerCommand: (inboundId) => answerCommand({ ...verbs, talk, understand: parse }, inboundId),
    carryOut: (executionId) =>
      carryOut({ ...verbs, timing, freshFor: (ms) => freshFromNow(readClocks, ms), pause: (ms) => sleep(ms) }, executionId),
    expireRequest: (requestId) => expireRequest(verbs, requestId),
    watchKeyspace: async (cluster, keyspace) => {
      const next = await watchKeyspace(verbs, cluster, keyspace);
      if (unreadable.delete(`${cluster}/${keyspace}`)) log.info({ cluster, keyspace }, "The keyspace can be read again");
      return next;
    },
    watchVDiff: (moveId) => watchVDiff(verbs, moveId),
    publishThread: (moveId) => onLane(() => publishThread(publisher, moveId)),
    publishCards: (moveId) => onLane(() => publishCards(publisher, moveId)),
    publishNotice: (id) => onLane(() => publishNotice(publisher, id)),
    publishHome: (person) => onLane(() => publishHome(publisher, personId(person))),
    refreshCatalogue: (name, keyspace) => refreshCatalogue(verbs, name, keyspace),
    onNotCatalogued: (cluster, keyspace, fault) =>
      log.warn({ cluster, keyspace, kind: fault.kind, reason: fault.message }, "Names for forms cannot be read; the old ones stay"),
    refreshMembers: () => refreshMembers({ ...verbs, readGroup: (group) => readGroupMembers(publisher.clients.progress, group) }),
    sweep: () => sweep(verbs),
    scan: () => scanClusters(verbs),
    onUnreadable: (cluster, keyspace, fault) => {
      const level = unreadable.has(`${cluster}/${keyspace}`) ? "debug" : "warn";
      unreadable.add(`${cluster}/${keyspace}`);
      log[level]({ cluster, keyspace, kind: fault.kind, reason: fault.message }, "A keyspace cannot be read; it is tried until it can");
    },
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

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
