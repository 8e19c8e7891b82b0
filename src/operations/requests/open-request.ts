import { findRollbackDeadline, type Move } from "../../core/move/moves.ts";
import { moveId } from "../../core/vitess/names.ts";
import type { ApprovalRule } from "../../core/operation/request/approval.ts";
import { type Proposal, nameVerb, type WorkflowOperation } from "../../core/operation/request/operations.ts";
import { chooseApprovalRule, type Policy, chooseStrictest } from "../../core/operation/request/policy.ts";
import { formatProposal, type Request, type ShownFacts } from "../../core/operation/request/requests.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import { publishJobs } from "../../core/announce/wanted-jobs.ts";
import { listReminderJobs } from "./remind-approvers.ts";
import { refuseIfBusy } from "../busy-with.ts";
import { commit } from "../commit.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { refuse } from "../refusals.ts";
import { readRoster } from "../people/roster.ts";
import type { GuardedVerb } from "../../core/move/broken-call.ts";

/** What somebody wants approved. `touched`: the keyspaces beyond the move's that it changes. */
export interface Wish {
  readonly proposal: Proposal;
  readonly shown: ShownFacts;
  readonly touched: readonly string[];
}

/** Refuses a request before anything is read: if the move is busy, or too few people can approve. */
export async function refuseEarly(
  deps: VerbDeps,
  move: Move,
  wish: { readonly verb: GuardedVerb; readonly touched: readonly string[] },
  { by }: Asker,
): Promise<Refused | undefined> {
  const busy = refuseIfBusy(move, await deps.records.dossier(moveId(move.name)));
  if (busy !== undefined) return busy;
  const policy = deps.policy(move.name.cluster);
  if (policy.approvers.length === 0) return refuse("no-approvers", wish.verb);
  const { people: needed, requesterCounts } = findApprovalRule(policy, move, wish);
  const { people, unread } = await readRoster(deps.records, policy.approvers);
  const others = [...people].filter((person) => requesterCounts || person !== by).length;
  if (others >= needed) return undefined;
  return unread.length > 0 ? refuse("people-unknown", wish.verb) : refuse("too-few-approvers", `${others} of ${needed}`);
}

/**
 * Opens the vote on a proposal: writes the request, its thread line, its audit event and its expiry together. Of several at the same moment
 * one is opened; the others are refused and hear who was first. The same id again is the same request.
 */
export async function openRequest(
  deps: VerbDeps,
  move: Move,
  { proposal, shown, touched }: Wish,
  asker: Asker,
): Promise<Refused | undefined> {
  const policy = deps.policy(move.name.cluster);
  const { id } = asker;
  const mine = moveId(move.name);
  const verb = nameVerb(proposal);
  return commit(
    deps,
    mine,
    (dossier, now) => {
      if (dossier.request !== undefined) return { result: undefined };
      const busy = refuseIfBusy(move, dossier);
      if (busy !== undefined) return { result: busy };
      const request: Request = {
        id,
        move: move.name,
        channel: move.channel,
        askedBy: asker.by,
        askedAt: now,
        approveBy: now + policy.limits.approveByMs,
        useForMs: policy.limits.useByMs,
        rule: findApprovalRule(policy, move, { verb, touched }),
        votes: [],
        state: { kind: "open" },
        proposal,
        digest: deps.digest(formatProposal(move.name, proposal)),
        shown,
      };
      return {
        request,
        entries: [{ body: { kind: "requested", requestId: id }, key: `request:${id}` }],
        audit: [{ kind: "requested", moveId: mine, by: asker.by, facts: { request: id, verb, digest: request.digest } }],
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
 * makes it another operation, which needs its own votes.
 */
export async function isOnePress(
  { records, policy }: Pick<VerbDeps, "records" | "policy">,
  move: Move,
  operation: WorkflowOperation,
  { by }: Asker,
): Promise<"no" | "armed" | "in-soak"> {
  if (operation.verb !== "reverse" || operation.options.force || !operation.options.enableReverseReplication) return "no";
  const { move: recorded = move, live, now } = await records.dossier(moveId(move.name));
  if (live.execution?.state.kind === "soaking" && !operation.options.tabletTypes.includes("PRIMARY")) {
    const { operators, approvers } = policy(move.name.cluster);
    const { membershipOf } = await readRoster(records, [...operators, ...approvers]);
    return membershipOf(by) === "member" ? "in-soak" : "no";
  }
  return now < (findRollbackDeadline(recorded) ?? 0) ? "armed" : "no";
}

/**
 * A policy entry for a keyspace applies to moves into it and out of it. What reaches beyond the move, as a restore does, must satisfy the
 * rule of every keyspace that it touches.
 */
function findApprovalRule(
  policy: Policy,
  { name, sourceKeyspace }: Move,
  { verb, touched }: { readonly verb: GuardedVerb; readonly touched: readonly string[] },
): ApprovalRule {
  const own = chooseApprovalRule(policy, verb, name.targetKeyspace, sourceKeyspace);
  return chooseStrictest([own, ...touched.map((keyspace) => chooseApprovalRule(policy, verb, keyspace))]);
}
