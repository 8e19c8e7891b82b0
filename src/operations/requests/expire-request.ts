import type { RequestId } from "../../core/people/people.ts";
import { moveId } from "../../core/vitess/names.ts";
import { deriveRequestState } from "../../core/operation/request/approval.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { publishJobs } from "../../core/announce/wanted-jobs.ts";
import { commit } from "../commit.ts";
import type { VerbDeps } from "../deps.ts";

/**
 * Ends a request whose approve-by has passed by the store's clock, or returns when it will pass. Does nothing for a request that ended
 * otherwise.
 */
export async function expireRequest(deps: Pick<VerbDeps, "records" | "jobs">, requestId: RequestId): Promise<Instant | undefined> {
  const found = await deps.records.requests.get(requestId);
  if (found?.state.kind !== "open") return undefined;
  const mine = moveId(found.move);
  return commit(
    deps,
    mine,
    ({ request }, now) => {
      if (request?.state.kind !== "open") return { result: undefined };
      const state = deriveRequestState(request, now);
      if (state.kind === "open") return { result: request.approveBy };
      const body = { kind: "request-ended", requestId, verb: nameVerb(request.proposal), how: "expired", difference: [] } as const;
      return {
        request: { ...request, state },
        entries: [{ body, key: `ended:${requestId}` }],
        audit: [{ kind: "request-expired", moveId: mine, facts: { request: requestId } }],
        jobs: publishJobs(mine),
        result: undefined,
      };
    },
    { request: requestId },
  );
}
