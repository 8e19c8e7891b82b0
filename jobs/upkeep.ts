import { refreshMembers } from "../src/operations/people/refresh-members.ts";
import { scanClusters } from "../src/operations/following/scan-clusters.ts";
import { sweep } from "../src/operations/watch/sweep.ts";
import { type JobTable, payload } from "../src/queue/definition.ts";
import { readGroupMembers } from "../src/slack/outbound/members.ts";
import type { JobDeps } from "./deps.ts";

/** What comes by itself. */
export const UPKEEP = {
  /** Reads the configured user groups from Slack. Again: it replaces the members of each. */
  "refresh-members": {
    queue: "upkeep",
    payload: payload({}),
    // A person who leaves an approver group keeps counting at most this long; `usergroups.users.list` allows 20 calls a minute.
    everyMs: 60_000,
    run: (deps) => refreshMembers({ ...deps, readGroup: (group) => readGroupMembers(deps.publisher.clients.progress, group) }),
  },
  /** Looks for workflows that were begun elsewhere. Again: a workflow is offered once. */
  scan: {
    queue: "upkeep",
    payload: payload({}),
    // So long such a workflow waits to be offered; a look costs one call a keyspace.
    everyMs: 5 * 60_000,
    run: (deps) => scanClusters(deps),
  },
  /** Finds what the records say is due and no job does. Again: it only asks for jobs, and asking twice is one job. */
  sweep: {
    queue: "upkeep",
    payload: payload({}),
    // How long a lost job stays lost.
    everyMs: 15_000,
    run: (deps) => sweep(deps),
  },
} as const satisfies Partial<JobTable<JobDeps>>;
