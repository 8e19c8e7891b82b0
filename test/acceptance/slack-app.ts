import type { Logger } from "pino";
import type { Config } from "../../src/config.ts";
import { followAccess, followTransport } from "../../src/config/slack.ts";
import type { LiveConfig } from "../../src/config/live.ts";
import { createClusterLookup, createPolicyLookup } from "../../src/config/lookups.ts";
import type { Connections } from "../../src/connections.ts";
import { openSlackApp } from "../../src/slack/app/open.ts";

/** An app as the program opens it, on records of the test's choice. */
export function openAppOn(
  { slack }: Pick<Config, "slack">,
  { installed }: Pick<LiveConfig, "installed">,
  { records, jobs }: Pick<Connections, "records" | "jobs">,
  log: Logger,
): ReturnType<typeof openSlackApp> {
  const warn = (warning: string): void => log.warn(warning);
  return openSlackApp({
    noteUnknown: () => {},
    records,
    jobs,
    policy: createPolicyLookup(installed),
    clusters: createClusterLookup(installed),
    log,
    transport: followTransport(slack.transport, warn),
    ...followAccess(slack, warn),
  });
}
