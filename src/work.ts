import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { JobDeps } from "../jobs/deps.ts";
import { parse } from "./command/parse.ts";
import type { Config } from "./config.ts";
import { createClusterLookup, createPolicyLookup } from "./config/lookups.ts";
import { followSecret } from "./config/secret-file.ts";
import { digest } from "./digest.ts";
import type { InForce } from "./config/live.ts";
import type { Connections } from "./connections.ts";
import { startFreshnessCheck } from "./core/operation/request/freshness.ts";
import { DEFAULT_TIMING, type Timing } from "./core/operation/execution/timing.ts";
import { openOutages } from "./operations/outages.ts";
import { logUnknownTexts } from "./vtctld/unknown-texts.ts";
import { openPublisher, type PublisherDeps } from "./slack/outbound/publisher.ts";
import { openTalk } from "./slack/outbound/talk.ts";
import { createInsiderCheck } from "./slack/web-api/house.ts";
import { readClocks } from "./vtctld/channel/clocks.ts";
import { type OpenClusters, openClusters } from "./vtctld/open-all.ts";

/** Everything that the jobs need. */
export interface Work {
  readonly deps: JobDeps;
  /** Closes what it opened. Call it when no job runs any more. */
  close(): void;
}

export interface WorkOptions {
  /** Aborts when the process is to stop. */
  readonly stopping: AbortSignal;
  readonly timing?: Timing;
  readonly installed: InForce;
}

/** Opens vtctld and Slack's lanes, and passes them to the jobs. Sends nothing yet. */
export function openWork(config: Config, connections: Connections, log: Logger, options: WorkOptions): Work {
  const { timing = DEFAULT_TIMING, stopping, installed } = options;
  const { records } = connections;
  const { botToken, apiUrl, guests } = config.slack;
  const clusters = openClusters(
    config.clusters.map((cluster) => ({
      ...cluster,
      vdiffRuns: records.vdiffRuns(cluster.name),
      warn: (warning: string) => log.warn({ cluster: cluster.name }, warning),
    })),
  );
  const { alarmsOf } = createClusterLookup(installed);
  const publisher = openPublisher(
    { botToken: followSecret(botToken, (warning) => log.warn(warning)), ...(apiUrl === undefined ? {} : { apiUrl }) },
    { records, policy: createPolicyLookup(installed), digest, log, alarmsOf },
  );
  return {
    deps: createJobDeps({ installed, guests, connections, log, timing, stopping, clusters, publisher }),
    close: () => clusters.close(),
  };
}

interface Opened {
  readonly installed: InForce;
  readonly guests: readonly string[] | undefined;
  readonly connections: Connections;
  readonly log: Logger;
  readonly timing: Timing;
  readonly stopping: AbortSignal;
  readonly clusters: OpenClusters;
  readonly publisher: PublisherDeps;
}

function createJobDeps({ installed, guests, connections: { records, jobs }, log, timing, stopping, clusters, publisher }: Opened): JobDeps {
  return {
    records,
    jobs,
    vitess: (cluster) => clusters.vitess(cluster),
    clusters: createClusterLookup(installed),
    policy: createPolicyLookup(installed),
    isInsider: createInsiderCheck(publisher.clients.progress, guests),
    namesOf: (people) => publisher.names.of(people),
    digest,
    noteUnknown: logUnknownTexts(log),
    auditKeeping: () => installed().audit ?? {},
    talk: openTalk(publisher),
    understand: parse,
    timing,
    freshFor: (ms) => startFreshnessCheck(readClocks, ms),
    pause: (ms) => sleep(ms),
    publisher,
    log,
    stopping,
    unreadable: openOutages(log),
  };
}
