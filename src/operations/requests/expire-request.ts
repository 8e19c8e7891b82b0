import { stateAt } from "../../core/acts/approval.ts";
import { moveId } from "../../core/names.ts";
import type { Instant } from "../../core/readings.ts";
import type { VerbDeps } from "../deps.ts";
import { tell } from "../watch/tell.ts";

/**
 * Ends a request whose approve-by has passed, by the store's clock. Returns when to come again when it has not passed yet. Running it
 * for a request that ended otherwise does nothing.
 */
export async function expireRequest(deps: Pick<VerbDeps, "records" | "jobs">, requestId: string): Promise<Instant | undefined> {
  const request = await deps.records.requests.change(requestId, (current, now) => {
    const state = stateAt(current, now);
    return state === current.state ? { result: current } : { write: { ...current, state }, result: { ...current, state } };
  });
  if (request === undefined) return undefined;
  if (request.state.kind === "open") return request.approveBy;
  if (request.state.kind !== "expired") return undefined;
  const id = moveId(request.seal.move);
  const body = { kind: "request-ended", requestId, verb: request.seal.act.verb, how: "expired", difference: [] } as const;
  if (await deps.records.addEntry(id, body, `ended:${requestId}`)) {
    await deps.records.audit({ kind: "request-expired", moveId: id, facts: { request: requestId } });
  }
  await tell(deps.jobs, id);
  return undefined;
}
