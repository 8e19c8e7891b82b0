import { refreshMembers } from "../src/operations/people/refresh-members.ts";
import { scanClusters } from "../src/operations/following/scan-clusters.ts";
import { sweep, sweepOutbox } from "../src/operations/watch/sweep.ts";
import { keepAudit } from "../src/operations/evidence/keep-audit.ts";
import { type JobTable, definePayload } from "../src/queue/definition.ts";
import { readGroupMembers } from "../src/slack/outbound/members.ts";
import type { JobDeps } from "./deps.ts";

/** The scheduled jobs. */
export const UPKEEP = {
  /** Reads the configured user groups from Slack, and whether voters are still members. Safe to run twice: it replaces what it read before. */
  "refresh-members": {
    queue: "upkeep",
    payload: definePayload({}),
    // Somebody who leaves an approver group counts at most this much longer; `usergroups.users.list` allows 20 calls a minute.
    everyMs: 60_000,
    run: (deps) => refreshMembers({ ...deps, readGroup: (group) => readGroupMembers(deps.publisher.clients.progress, group) }),
  },
  /** Posts the audit's daily anchor and removes what is kept no longer. Safe to run twice: a day has one anchor, and a cut is made once. */
  "keep-audit": {
    queue: "upkeep",
    payload: definePayload({}),
    // A day's anchor comes at most this long after midnight, UTC.
    everyMs: 60 * 60_000,
    run: (deps) => keepAudit({ ...deps, auditKeeping: deps.auditKeeping() }),
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
  /**
   * Hands over what a process that died after a commit could not: nobody else does it as soon. Safe to run twice: adding a job twice is
   * one job. What cannot be handed over stays, and the sweep fails of it.
   */
  "sweep-outbox": {
    queue: "upkeep",
    payload: definePayload({}),
    // With the time that a process has itself, a line of a thread is late by less than ten seconds.
    everyMs: 5_000,
    async run(deps) {
      await sweepOutbox(deps);
    },
  },
} as const satisfies Partial<JobTable<JobDeps>>;
