import { rollbackArmedUntil, type Move } from "../../core/move/moves.ts";
import { moveId } from "../../core/vitess/names.ts";
import type { ApprovalRule } from "../../core/operation/approval.ts";
import { type Proposal, verbOf, type WorkflowOperation } from "../../core/operation/operations.ts";
import { approvalRule, type Policy, chooseStrictest } from "../../core/operation/policy.ts";
import { proposalText, type Request, type Shown } from "../../core/operation/requests.ts";
import type { Refused } from "../../core/operation/refusals.ts";
import { toldJobs } from "../../core/announce/wanted-jobs.ts";
import { busyWith } from "../busy-with.ts";
import { commit } from "../commit.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { refuse } from "../refusals.ts";
import { rosterOf } from "../people/roster.ts";
import type { GuardedVerb } from "../../core/move/broken-call.ts";

/** What somebody wants decided. `touched`: keyspaces beyond the move's that it reaches. */
export interface Wish {
  readonly proposal: Proposal;
  readonly shown: Shown;
  readonly touched: readonly string[];
}

/** What rules a request out before anything is read: one that is under way, or nobody to approve it. */
export async function refuseEarly(
  deps: VerbDeps,
  move: Move,
  wish: { readonly verb: GuardedVerb; readonly touched: readonly string[] },
  { by }: Asker,
): Promise<Refused | undefined> {
  const busy = busyWith(move, await deps.records.dossier(moveId(move.name)));
  if (busy !== undefined) return busy;
  const policy = deps.policy(move.name.cluster);
  if (policy.approvers.length === 0) return refuse("no-approvers", wish.verb);
  const { people: needed, requesterCounts } = ruleFor(policy, move, wish);
  const { people, unread } = await rosterOf(deps.records, policy.approvers);
  const others = [...people].filter((person) => requesterCounts || person !== by).length;
  if (others >= needed) return undefined;
  return unread.length > 0 ? refuse("people-unknown", wish.verb) : refuse("too-few-approvers", `${others} of ${needed}`);
}

/**
 * Opens the vote on a proposal: the request, its place in the thread, the audit and its clock, at once. Of many at the same moment one is
 * opened; the others are refused with who was first. The same id again is the same request.
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
  const verb = verbOf(proposal);
  return commit(
    deps,
    mine,
    (dossier, now) => {
      if (dossier.request !== undefined) return { result: undefined };
      const busy = busyWith(move, dossier);
      if (busy !== undefined) return { result: busy };
      const request: Request = {
        id,
        move: move.name,
        channel: move.channel,
        askedBy: asker.by,
        askedAt: now,
        approveBy: now + policy.limits.approveByMs,
        useForMs: policy.limits.useByMs,
        rule: ruleFor(policy, move, { verb, touched }),
        votes: [],
        state: { kind: "open" },
        proposal,
        digest: deps.digest(proposalText(move.name, proposal)),
        shown,
      };
      return {
        request,
        entries: [{ body: { kind: "requested", requestId: id }, key: `request:${id}` }],
        audit: [{ kind: "requested", moveId: mine, by: asker.by, facts: { request: id, verb, digest: request.digest } }],
        jobs: [{ job: "expire-request", requestId: id, at: request.approveBy }, ...toldJobs(mine)],
        result: undefined,
      };
    },
    { request: id },
  );
}

/**
 * Whether an operation is one press now: the way back of an armed move, as the switch's approvers knew it; and in the soak of a switch its
 * reads, which whoever may decide sends back. Forced past tablets that do not answer, or without a way to switch again, it is another
 * operation, and needs votes of its own.
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
    const { membershipOf } = await rosterOf(records, [...operators, ...approvers]);
    return membershipOf(by) === "member" ? "in-soak" : "no";
  }
  return now < (rollbackArmedUntil(recorded) ?? 0) ? "armed" : "no";
}

/**
 * An entry of the policy about a keyspace holds for what goes into it and for what leaves it. What reaches beyond the move, as a restore
 * does, has to satisfy the rule of every keyspace that it touches.
 */
function ruleFor(
  policy: Policy,
  { name, sourceKeyspace }: Move,
  { verb, touched }: { readonly verb: GuardedVerb; readonly touched: readonly string[] },
): ApprovalRule {
  const own = approvalRule(policy, verb, name.targetKeyspace, sourceKeyspace);
  return chooseStrictest([own, ...touched.map((keyspace) => approvalRule(policy, verb, keyspace))]);
}
