import { type MoveId, type MoveName, moveId } from "../../core/vitess/names.ts";
import { composeAnnouncement } from "../../core/announce/announce.ts";
import { callOff } from "../../core/operation/execution/call-off.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { PersonId } from "../../core/people/people.ts";
import { publishJobs } from "../../core/announce/wanted-jobs.ts";
import type { VerbDeps } from "../deps.ts";
import type { Committed, Decision, Dossier } from "../decision.ts";
import type { Records } from "../records.ts";
import { type Roster, readRoster } from "../people/roster.ts";
import type { GuardedVerb } from "../../core/move/broken-call.ts";

interface CallOffDeps extends Pick<VerbDeps, "policy"> {
  readonly records: Pick<Records, "commit" | "members">;
}

/** What came of calling off. `after-call`: a call is under way; Tandem waits for it and sends nothing after it. */
export type CallOffResult =
  | { readonly kind: "called-off"; readonly verb: GuardedVerb; readonly readsSwitched: boolean }
  | { readonly kind: "after-call"; readonly verb: GuardedVerb }
  | CallOffRefusal;

/** Why nothing was called off. */
export interface CallOffRefusal {
  readonly kind: "nothing-to-call-off" | "not-allowed" | "people-unknown";
}

/**
 * Calls off the live request or execution of a move before its next call. Operators, approvers and whoever asked for it may. What is done
 * stays done. A second press finds nothing to call off.
 */
export async function callOffLive(
  deps: CallOffDeps,
  name: MoveName,
  who: { readonly by: PersonId; readonly reason: string },
): Promise<Pick<Committed<CallOffResult>, "result" | "wanted">> {
  const { operators, approvers, limits } = deps.policy(name.cluster);
  const roster = await readRoster(deps.records, [...operators, ...approvers]);
  const mine = moveId(name);
  return deps.records.commit<CallOffResult>(mine, ({ move, live }, now) => {
    const proposal = (live.execution ?? live.request)?.proposal;
    const called = callOff(live, { ...who, at: now });
    if (called === undefined || proposal === undefined) return { result: { kind: "nothing-to-call-off" } };
    const refusal = callOffRefusal(live, roster, who.by);
    if (refusal !== undefined) return { result: refusal };
    const verb = nameVerb(proposal);
    switch (called.kind) {
      case "request":
        return endRequest(mine, called.request, who);
      case "after-call": {
        const audit = { kind: "call-off-asked", moveId: mine, by: who.by, facts: { execution: called.execution.id, reason: who.reason } };
        return { execution: called.execution, audit: [audit], jobs: publishJobs(mine), result: { kind: "after-call", verb } };
      }
      case "execution": {
        const { execution, events } = called.decided;
        const told = composeAnnouncement(execution, events, { move, request: live.request, now, rollbackMs: limits.rollbackMs });
        const readsSwitched = events.some((event) => event.kind === "ended" && "readsSwitched" in event.outcome);
        return { execution, ...told, result: { kind: "called-off", verb, readsSwitched } };
      }
      default:
        return called satisfies never;
    }
  });
}

/**
 * What this person called off for this reason since that moment; undefined if nothing. A command runs again when the worker of its first run
 * died before its answer, and then finds nothing live any more: it is what it called off itself.
 */
export async function findCalledOff(
  { records }: { readonly records: Pick<Records, "entries"> },
  name: MoveName,
  { by, reason, since }: { readonly by: PersonId; readonly reason: string; readonly since: Instant },
): Promise<Extract<CallOffResult, { readonly kind: "called-off" }> | undefined> {
  const entries = await records.entries(moveId(name), 0);
  for (const { at, body } of entries.toReversed()) {
    if (at < since) return undefined;
    if (body.kind === "request-ended" && body.how === "called-off" && body.by === by && body.reason === reason)
      return { kind: "called-off", verb: body.verb, readsSwitched: false };
    if (body.kind !== "outcome" || body.outcome.kind !== "called-off") continue;
    const { outcome, act } = body;
    if (outcome.by === by && outcome.reason === reason)
      return { kind: "called-off", verb: act.verb, readsSwitched: outcome.readsSwitched === true };
  }
  return undefined;
}

/** Why this person cannot call anything off now, known before anybody types a reason; undefined when they can. */
export async function findCallOffRefusal(
  { records, policy }: Pick<VerbDeps, "policy"> & { readonly records: Pick<Records, "dossier" | "members"> },
  name: MoveName,
  by: PersonId,
): Promise<CallOffRefusal | undefined> {
  const { operators, approvers } = policy(name.cluster);
  const [{ live }, roster] = await Promise.all([records.dossier(moveId(name)), readRoster(records, [...operators, ...approvers])]);
  if (live.execution === undefined && live.request?.state.kind !== "open") return { kind: "nothing-to-call-off" };
  return callOffRefusal(live, roster, by);
}

/** Whoever asked for it may always call it off. */
function callOffRefusal(live: Dossier["live"], roster: Pick<Roster, "membershipOf">, by: PersonId): CallOffRefusal | undefined {
  if ((live.execution?.startedBy ?? live.request?.askedBy) === by) return undefined;
  const membership = roster.membershipOf(by);
  if (membership === "member") return undefined;
  return { kind: membership === "unknown" ? "people-unknown" : "not-allowed" };
}

function endRequest(
  mine: MoveId,
  request: NonNullable<Dossier["request"]>,
  { by, reason }: { readonly by: PersonId; readonly reason: string },
): Decision<CallOffResult> {
  const { id } = request;
  const verb = nameVerb(request.proposal);
  const body = { kind: "request-ended", requestId: id, verb, how: "called-off", by, reason, difference: [] } as const;
  return {
    request,
    entries: [{ body, key: `ended:${id}` }],
    audit: [{ kind: "request-called-off", moveId: mine, by, facts: { request: id, reason } }],
    jobs: publishJobs(mine),
    result: { kind: "called-off", verb, readsSwitched: false },
  };
}
