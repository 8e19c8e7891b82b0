import { decideWithdrawal } from "../../core/acts/approval.ts";
import { moveId } from "../../core/names.ts";
import type { PersonId } from "../../core/people.ts";
import type { Jobs } from "../jobs.ts";
import type { Records } from "../records.ts";
import { tell } from "../watch/tell.ts";

interface Deps {
  readonly records: Pick<Records, "requests" | "addEntry" | "audit">;
  readonly jobs: Pick<Jobs, "publishThread" | "publishCards">;
}

/** What came of a withdrawal. Only `withdrawn` changed something. */
export type Withdrawal = "withdrawn" | "not-open" | "under-way" | "not-yours" | "no-such-request";

/**
 * Takes a request back that is open, or approved and not yet sent to Vitess. Only the one who asked can; a second press finds it closed.
 * The execution claims the request before it sends, in the same record, so that a request is either withdrawn or sent, never both.
 */
export async function withdrawRequest(deps: Deps, requestId: string, by: PersonId): Promise<Withdrawal> {
  const result = await deps.records.requests.change<Withdrawal>(requestId, (request, now) => {
    if (request.used) return { result: "not-open" };
    const state = decideWithdrawal(request, by, now);
    if (request.underWay === true && typeof state !== "string") return { result: "under-way" };
    return typeof state === "string" ? { result: state } : { write: { ...request, state }, result: "withdrawn" };
  });
  return result ?? "no-such-request";
}

/** The thread line and the message without buttons. Running it again changes nothing. */
export async function afterWithdrawal(deps: Deps, requestId: string): Promise<void> {
  const request = await deps.records.requests.get(requestId);
  if (request?.state.kind !== "withdrawn") return;
  const id = moveId(request.seal.move);
  const body = {
    kind: "request-ended",
    requestId,
    verb: request.seal.act.verb,
    how: "withdrawn",
    by: request.state.by,
    difference: [],
  } as const;
  if (await deps.records.addEntry(id, body, `ended:${requestId}`)) {
    await deps.records.audit({ kind: "request-withdrawn", moveId: id, by: request.state.by, facts: { request: requestId } });
  }
  await tell(deps.jobs, id);
}
