import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { JobDeps } from "../jobs/deps.ts";
import { parse } from "./command/parse.ts";
import type { Config } from "./config.ts";
import { createClusterLookup, createPolicyLookup } from "./config/lookups.ts";
import { followAccess } from "./config/slack.ts";
import { digest } from "./digest.ts";
import type { InForce } from "./config/live.ts";
import type { Connections } from "./connections.ts";
import type { ClusterName } from "./core/vitess/names.ts";
import type { Vitess } from "./operations/ports.ts";
import { startFreshnessCheck } from "./core/operation/request/freshness.ts";
import { DEFAULT_TIMING, type Timing } from "./core/operation/execution/timing.ts";
import { openOutages } from "./operations/outages.ts";
import { logUnknownTexts } from "./vtctld/unknown-texts.ts";
import { openPublisher, type PublisherDeps } from "./slack/outbound/publisher.ts";
import { openTalk } from "./slack/outbound/talk.ts";
import { createInsiderCheck } from "./slack/web-api/house.ts";
import { readClocks } from "./vtctld/channel/clocks.ts";
import { openClusters } from "./vtctld/open-all.ts";

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
  const warn = (warning: string): void => log.warn(warning);
  const clusters = openClusters(
    config.clusters.map((cluster) => ({
      ...cluster,
      vdiffRuns: records.vdiffRuns(cluster.name),
      warn: (warning: string) => log.warn({ cluster: cluster.name }, warning),
    })),
  );
  const lookups = { policy: createPolicyLookup(installed), clusters: createClusterLookup(installed) };
  const { policy } = lookups;
  const publisher = openPublisher(followAccess(config.slack, warn), { records, policy, digest, log, alarmsOf: lookups.clusters.alarmsOf });
  const vitess = (cluster: ClusterName): Vitess => clusters.vitess(cluster);
  return {
    deps: createJobDeps({ ...lookups, vitess, installed, guests: config.slack.guests, connections, log, timing, stopping, publisher }),
    close: () => clusters.close(),
  };
}

interface Opened extends Pick<JobDeps, "vitess" | "clusters" | "policy"> {
  readonly installed: InForce;
  readonly guests: readonly string[] | undefined;
  readonly connections: Connections;
  readonly log: Logger;
  readonly timing: Timing;
  readonly stopping: AbortSignal;
  readonly publisher: PublisherDeps;
}

function createJobDeps({ installed, guests, connections: { records, jobs }, log, publisher, ...given }: Opened): JobDeps {
  return {
    ...given,
    records,
    jobs,
    isInsider: createInsiderCheck(publisher.clients.progress, guests),
    namesOf: (people) => publisher.names.of(people),
    digest,
    noteUnknown: logUnknownTexts(log),
    auditKeeping: () => installed().audit ?? {},
    talk: openTalk(publisher),
    understand: parse,
    freshFor: (ms) => startFreshnessCheck(readClocks, ms),
    pause: (ms) => sleep(ms),
    publisher,
    log,
    unreadable: openOutages(log),
  };
}
