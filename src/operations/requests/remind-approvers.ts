import { moveId } from "../../core/vitess/names.ts";
import { countApprovals } from "../../core/operation/request/approval.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import type { Policy } from "../../core/operation/request/policy.ts";
import { decideReminders, withReminded } from "../../core/operation/request/reminders.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import type { RequestId } from "../../core/people/people.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { WantedJob } from "../../core/announce/wanted-jobs.ts";
import { commit } from "../commit.ts";
import type { VerbDeps } from "../deps.ts";

/**
 * Decides the reminders of a request that are due by the store's clock, each once, and returns when to look again; undefined if nothing is
 * left to remind of. What is due is written with the line and the job that carry it out.
 */
export async function remindApprovers(
  deps: Pick<VerbDeps, "records" | "jobs" | "policy">,
  requestId: RequestId,
): Promise<Instant | undefined> {
  const found = await deps.records.requests.get(requestId);
  if (found?.state.kind !== "open") return undefined;
  const { approvers, quietHours } = deps.policy(found.move.cluster);
  const mine = moveId(found.move);
  return commit(
    deps,
    mine,
    ({ request }, now) => {
      if (request === undefined) return { result: undefined };
      const { due, next, callUntil } = decideReminders(request, quietHours, now);
      if (due.length === 0) return { result: next };
      const { proposal, votes, rule, approveBy } = request;
      const body = {
        kind: "reminder",
        requestId,
        verb: nameVerb(proposal),
        approvals: countApprovals(votes),
        needed: rule.people,
        approveBy,
        calls: approvers,
        callUntil,
      } as const;
      return {
        request: withReminded(request, due, now),
        entries: due.includes("half-time") ? [{ body, key: `reminder:${requestId}` }] : [],
        audit: due.map((reminder) => ({ kind: "reminded", moveId: mine, facts: { request: requestId, reminder } })),
        jobs: due.map((reminder): WantedJob =>
          reminder === "half-time" ? { job: "publish-thread", moveId: mine } : { job: "publish-last-call", requestId },
        ),
        result: next,
      };
    },
    { request: requestId },
  );
}

/** The jobs that decide the next reminder of a request and carry out its last call, if there is anything left of them. */
export function listReminderJobs(request: Request, { quietHours }: Policy, now: Instant): readonly WantedJob[] {
  const { id: requestId, state, reminded } = request;
  const { due, next } = decideReminders(request, quietHours, now);
  const at = due.length > 0 ? now : next;
  return [
    ...(at === undefined ? [] : [{ job: "remind-approvers", requestId, at } as const]),
    ...(state.kind === "open" && reminded?.["last-call"] !== undefined ? [{ job: "publish-last-call", requestId } as const] : []),
  ];
}
