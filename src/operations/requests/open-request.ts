import { findRollbackDeadline, type Move } from "../../core/move/moves.ts";
import { moveId } from "../../core/vitess/names.ts";
import { findRequestedWindow, type Proposal, nameVerb, type WorkflowOperation } from "../../core/operation/request/operations.ts";
import { formatPolicy } from "../../core/policy/requirement.ts";
import { formatProposal, type Request, type ShownFacts } from "../../core/operation/request/requests.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import { publishJobs } from "../../core/announce/wanted-jobs.ts";
import { listReminderJobs } from "./remind-approvers.ts";
import { refuseIfBusy } from "../busy-with.ts";
import { commit } from "../commit.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { refuse } from "../refusals.ts";
import { readRoster, type Roster } from "../people/roster.ts";
import { readSeats } from "../people/seats.ts";
import { findFreezeOnMove } from "../policy/freezes.ts";
import { ONE_APPROVAL } from "../../core/operation/request/policy.ts";
import type { RequestId } from "../../core/people/people.ts";
import { boundByWindow } from "../../core/operation/request/window.ts";
import { requireOfMove } from "../policy/requirement.ts";
import type { GuardedVerb } from "../../core/move/broken-call.ts";

/** What somebody wants approved. `touched`: the keyspaces beyond the move's that it changes. */
export interface Wish {
  readonly proposal: Proposal;
  readonly shown: ShownFacts;
  readonly touched: readonly string[];
  /** It finishes a switch that was cut off. */
  readonly finishes?: true;
  /** It is the same switch as in this request, which was approved and cut off: it takes {@link ONE_APPROVAL}. */
  readonly again?: RequestId;
}

/** Refuses a request before anything is read: if the move is busy, or too few people can approve. */
export async function refuseEarly(
  deps: VerbDeps,
  move: Move,
  wish: { readonly verb: GuardedVerb; readonly touched: readonly string[]; readonly again?: RequestId },
  { by }: Asker,
): Promise<Refused | undefined> {
  const busy = refuseIfBusy(move, await deps.records.dossier(moveId(move.name)));
  if (busy !== undefined) return busy;
  const policy = deps.policy(move.name.cluster);
  if (policy.approvers.length === 0) return refuse("no-approvers", wish.verb);
  const { people: needed, requesterCounts, oneOf = [] } = wish.again === undefined ? requireOfMove(policy, move, wish).rule : ONE_APPROVAL;
  const approvers = await readRoster(deps.records, policy.approvers);
  const others = [...approvers.people].filter((person) => requesterCounts || person !== by);
  if (others.length < needed)
    return approvers.unread.length > 0 ? refuse("people-unknown", wish.verb) : refuse("too-few-approvers", `${others.length} of ${needed}`);
  const { rosterOf } = await readSeats(deps.records, oneOf);
  const rosters = [approvers, ...oneOf.map(rosterOf).filter((one) => one !== undefined)];
  const empty = oneOf.find((seat) => !others.some((person) => rosterOf(seat)?.people.has(person)));
  if (empty === undefined) return undefined;
  return isUnread(rosters) ? refuse("people-unknown", wish.verb) : refuse("seat-without-approver", empty.join(", "));
}

function isUnread(rosters: readonly Roster[]): boolean {
  return rosters.some(({ unread }) => unread.length > 0);
}

/**
 * Opens the vote on a proposal: writes the request, its thread line, its audit event and its expiry together. Of several at the same moment
 * one is opened; the others are refused and hear who was first. The same id again is the same request.
 */
export async function openRequest(
  deps: VerbDeps,
  move: Move,
  { proposal, shown, touched, finishes, again }: Wish,
  asker: Asker,
): Promise<Refused | undefined> {
  const policy = deps.policy(move.name.cluster);
  const { id } = asker;
  const hash = deps.digest(formatPolicy(policy));
  const mine = moveId(move.name);
  const verb = nameVerb(proposal);
  return commit(
    deps,
    mine,
    (dossier, now) => {
      if (dossier.request !== undefined) return { result: undefined };
      const busy = refuseIfBusy(move, dossier);
      if (busy !== undefined) return { result: busy };
      const { rule, limits, windows, spoke } = requireOfMove(policy, move, { verb, touched });
      const request: Request = {
        id,
        move: move.name,
        channel: move.channel,
        askedBy: asker.by,
        askedAt: now,
        approveBy: boundByWindow(findRequestedWindow(proposal) ?? {}, now + limits.approveByMs),
        useForMs: limits.useByMs,
        rule: again === undefined ? rule : ONE_APPROVAL,
        votes: [],
        state: { kind: "open" },
        proposal,
        digest: deps.digest(formatProposal(move.name, proposal)),
        shown,
        policy: {
          spoke,
          hash,
          limits,
          ...(finishes === undefined ? { windows } : { windows: [], finishes }),
          ...(again === undefined ? {} : { again }),
        },
      };
      return {
        request,
        entries: [{ body: { kind: "requested", requestId: id }, key: `request:${id}` }],
        audit: [{ kind: "requested", moveId: mine, by: asker.by, facts: { request: id, verb, digest: request.digest, policy: hash } }],
        jobs: [
          { job: "expire-request", requestId: id, at: request.approveBy },
          ...listReminderJobs(request, policy, now),
          ...publishJobs(mine),
        ],
        result: undefined,
      };
    },
    { request: id },
  );
}

/**
 * Whether an operation needs only one press now: the rollback of an armed move, which the switch's approvers knew of; or, while a switch
 * soaks, switching its reads back by anyone who may decide. Forcing it past tablets that do not answer, or giving up reverse replication,
 * makes it another operation, which needs its own votes. While the move is frozen a press only opens a request.
 */
export async function isOnePress(
  { records, policy }: Pick<VerbDeps, "records" | "policy">,
  move: Move,
  operation: WorkflowOperation,
  { by }: Asker,
): Promise<"no" | "armed" | "in-soak"> {
  if (operation.verb !== "reverse" || operation.options.force || !operation.options.enableReverseReplication) return "no";
  const { move: recorded = move, live, freezes, now } = await records.dossier(moveId(move.name));
  if (findFreezeOnMove(policy(move.name.cluster), freezes, recorded, now) !== undefined) return "no";
  if (live.execution?.state.kind === "soaking" && !operation.options.tabletTypes.includes("PRIMARY")) {
    const { operators, approvers } = policy(move.name.cluster);
    const { membershipOf } = await readRoster(records, [...operators, ...approvers]);
    return membershipOf(by) === "member" ? "in-soak" : "no";
  }
  return now < (findRollbackDeadline(recorded) ?? 0) ? "armed" : "no";
}
