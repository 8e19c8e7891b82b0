import { refreshMembers } from "../src/operations/people/refresh-members.ts";
import { scanClusters } from "../src/operations/following/scan-clusters.ts";
import { sweep } from "../src/operations/watch/sweep.ts";
import { type JobTable, definePayload } from "../src/queue/definition.ts";
import { readGroupMembers } from "../src/slack/outbound/members.ts";
import type { JobDeps } from "./deps.ts";

/** The scheduled jobs. */
export const UPKEEP = {
  /** Reads the configured user groups from Slack. Safe to run twice: it replaces the members of each group. */
  "refresh-members": {
    queue: "upkeep",
    payload: definePayload({}),
    // Somebody who leaves an approver group counts at most this much longer; `usergroups.users.list` allows 20 calls a minute.
    everyMs: 60_000,
    run: (deps) => refreshMembers({ ...deps, readGroup: (group) => readGroupMembers(deps.publisher.clients.progress, group) }),
  },
  /** Looks for workflows that were begun elsewhere. Safe to run twice: it offers a workflow once. */
  scan: {
    queue: "upkeep",
    payload: definePayload({}),
    // A workflow waits at most this long to be offered; a scan costs one call a keyspace.
    everyMs: 5 * 60_000,
    run: (deps) => scanClusters(deps),
  },
  /** Finds what is due according to the records but has no job. Safe to run twice: it only adds jobs, and adding one twice is one job. */
  sweep: {
    queue: "upkeep",
    payload: definePayload({}),
    // A lost job stays lost for at most this long.
    everyMs: 15_000,
    run: (deps) => sweep(deps),
  },
} as const satisfies Partial<JobTable<JobDeps>>;
