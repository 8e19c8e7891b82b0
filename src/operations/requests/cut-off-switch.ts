import type { Move } from "../../core/move/moves.ts";
import type { EntryBody } from "../../core/announce/entries.ts";
import type { Outcome } from "../../core/operation/outcome/outcomes.ts";
import type { WorkflowOperation } from "../../core/operation/request/operations.ts";
import { formatOperation, type Request } from "../../core/operation/request/requests.ts";
import { moveId } from "../../core/vitess/names.ts";
import type { Records } from "../records.ts";

/** A switch that ended so may have been cut off; what Vitess shows decides. One that failed whole has left nothing to finish. */
const MAY_BE_CUT_OFF: readonly Outcome["kind"][] = ["unfinished", "unknown"];

/**
 * The approved request of this very switch, with the same options and tables, if it is the last thing that Tandem did to the move and did not
 * reach its goal. Undefined for any other operation, and where the store does not know.
 */
export async function findSameSwitch(
  { requests, entries }: Pick<Records, "requests" | "entries">,
  { name, sourceKeyspace, tables }: Move,
  operation: WorkflowOperation,
): Promise<Request | undefined> {
  if (operation.verb !== "switch") return undefined;
  const last = (await entries(moveId(name), 0)).map(({ body }) => body).findLast(isOutcome);
  if (last === undefined || last.act.verb !== "switch" || !MAY_BE_CUT_OFF.includes(last.outcome.kind)) return undefined;
  const request = await requests.get(last.executionId);
  if (request?.proposal.kind !== "workflow" || request.state.kind !== "used") return undefined;
  const { operation: approved, facts } = request.proposal;
  const isSame =
    formatOperation(approved) === formatOperation(operation) &&
    facts.sourceKeyspace === sourceKeyspace &&
    facts.tables.length === tables.length &&
    facts.tables.every((table) => tables.includes(table));
  return isSame ? request : undefined;
}

/** Unblocking writes at a side that was left denied is part of finishing the switch. */
function isOutcome(body: EntryBody): body is Extract<EntryBody, { readonly kind: "outcome" }> {
  return body.kind === "outcome" && body.act.verb !== "rescue" && body.act.verb !== "override";
}
