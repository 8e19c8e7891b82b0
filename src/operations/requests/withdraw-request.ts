import { moveId } from "../../core/vitess/names.ts";
import { decideWithdrawal } from "../../core/operation/request/approval.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import type { PersonId, RequestId } from "../../core/people/people.ts";
import { publishJobs } from "../../core/announce/wanted-jobs.ts";
import type { Committed } from "../decision.ts";
import type { Records } from "../records.ts";

/** What came of a withdrawal. Only `withdrawn` changed something. */
export type Withdrawal = "withdrawn" | "not-open" | "not-yours" | "approved" | "no-such-request";

/** Withdraws an open request. Only its requester may; a second press finds it closed. An approved request is called off instead. */
export async function withdrawRequest(
  { records }: { readonly records: Pick<Records, "requests" | "commit"> },
  requestId: RequestId,
  by: PersonId,
): Promise<Pick<Committed<Withdrawal>, "result" | "wanted">> {
  const found = await records.requests.get(requestId);
  if (found === undefined) return { result: "no-such-request", wanted: [] };
  const mine = moveId(found.move);
  return records.commit<Withdrawal>(
    mine,
    ({ request }, now) => {
      if (request === undefined) return { result: "no-such-request" };
      if (request.state.kind === "approved") return { result: "approved" };
      const state = decideWithdrawal(request, by, now);
      if (typeof state === "string") return { result: state };
      const body = { kind: "request-ended", requestId, verb: nameVerb(request.proposal), how: "withdrawn", by, difference: [] } as const;
      return {
        request: { ...request, state },
        entries: [{ body, key: `ended:${requestId}` }],
        audit: [{ kind: "request-withdrawn", moveId: mine, by, facts: { request: requestId } }],
        jobs: publishJobs(mine),
        result: "withdrawn",
      };
    },
    { request: requestId },
  );
}
