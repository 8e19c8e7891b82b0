import type { Move } from "../core/move/moves.ts";
import { qualifyName } from "../core/vitess/names.ts";
import { nameVerb } from "../core/operation/request/operations.ts";
import type { Refused } from "../core/operation/outcome/refusals.ts";
import type { Dossier } from "./decision.ts";
import { refuse } from "./refusals.ts";

/** The refusal of a second operation: a move has at most one open request and one execution at a time. */
export function refuseIfBusy({ name }: Move, { live }: Pick<Dossier, "live">): Refused | undefined {
  if (live.execution !== undefined) {
    const { startedBy: by, createdAt: at, proposal } = live.execution;
    return { ...refuse("execution-running", qualifyName(name)), earlier: { by, at, verb: nameVerb(proposal) } };
  }
  if (live.request === undefined) return undefined;
  const { askedBy: by, askedAt: at, proposal } = live.request;
  return { ...refuse("request-open", qualifyName(name)), earlier: { by, at, verb: nameVerb(proposal) } };
}
