import type { Move } from "../../core/move/moves.ts";
import type { GuardedVerb } from "../../core/move/broken-call.ts";
import { findRequestedWindow, nameVerb } from "../../core/operation/request/operations.ts";
import type { Limits, OpenHours, Policy } from "../../core/operation/request/policy.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import type { Window } from "../../core/operation/request/window.ts";
import { findWindow } from "../../core/policy/windows.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { decideRequirement, type Requirement, stricterLimits, stricterRule } from "../../core/policy/requirement.ts";

/** What the policy requires of an operation on a move. `touched`: the keyspaces beyond the move's that it changes. */
export function requireOfMove(
  policy: Policy,
  { name, sourceKeyspace, tables }: Pick<Move, "name" | "sourceKeyspace" | "tables">,
  { verb, touched }: { readonly verb: GuardedVerb; readonly touched: readonly string[] },
): Requirement {
  return decideRequirement(policy, { verb, keyspaces: [name.targetKeyspace, sourceKeyspace], tables, touched });
}

/**
 * The limits of a move: those of a switch of it. Its card, its buttons and its VDiffs are judged by them, so that they promise no more than a
 * request would get.
 */
export function limitsOfMove(policy: Policy, move: Pick<Move, "name" | "sourceKeyspace" | "tables">): Limits {
  return { ...policy.limits, ...requireOfMove(policy, move, { verb: "switch", touched: [] }).limits };
}

/** A request as it counts now, and the limits that bind it. */
export interface Tightened {
  readonly request: Request;
  readonly limits: Limits;
  /** It may run only while every one of these is open. */
  readonly windows: readonly OpenHours[];
}

/**
 * The stricter of what the policy said when a request was made and what it says now: a policy that was lowered since lowers nothing, one
 * that was raised counts at once. A request of a move without a record keeps its own rule, and so does one that runs what was approved again.
 */
export function tightenRequest(policy: Policy, request: Request, move: Move | undefined): Tightened {
  const now = move === undefined ? undefined : requireOfMove(policy, move, { verb: nameVerb(request.proposal), touched: [] });
  const rule = now === undefined || request.policy?.again !== undefined ? request.rule : stricterRule(request.rule, now.rule);
  return {
    request: { ...request, rule },
    limits: stricterLimits({ ...policy.limits, ...now?.limits }, request.policy?.limits),
    windows: request.policy?.finishes === true ? [] : [...(request.policy?.windows ?? []), ...(now?.windows ?? [])],
  };
}

/** When a request may begin, by its own window and the policy's; undefined: at any time; `closed`: not any more. */
export function findRequestWindow({ request: { proposal }, windows }: Tightened, now: Instant): Window | "closed" | undefined {
  return findWindow(windows, findRequestedWindow(proposal), now);
}
