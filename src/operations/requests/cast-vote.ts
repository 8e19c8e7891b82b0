import { approvalsOf, decideVote, type RequestState, type Vote, type VoteRefusal } from "../../core/acts/approval.ts";
import { type ClusterName, moveId } from "../../core/names.ts";
import type { PersonId } from "../../core/people.ts";
import type { Instant } from "../../core/readings.ts";
import type { Request } from "../../core/acts/requests.ts";
import type { Jobs } from "../jobs.ts";
import type { VerbDeps } from "../deps.ts";
import { isMember } from "./membership.ts";
import type { Change, Records } from "../records.ts";
import { tell } from "../watch/tell.ts";

interface Deps extends Pick<VerbDeps, "policy"> {
  readonly records: Pick<Records, "requests" | "members" | "addEntry" | "audit">;
  readonly jobs: Pick<Jobs, "carryOut" | "publishThread" | "publishCards">;
}

/** One press of a person on one request. */
export interface Ballot {
  readonly requestId: string;
  readonly by: PersonId;
  readonly kind: "approve" | "reject";
  /** Empty for an approval. */
  readonly reason: string;
}

/** What the one who clicked is told. Names in `votes` and `state` say who decided when it was decided already. */
export type VoteResult =
  | { readonly kind: "counted"; readonly approvals: number; readonly needed: number; readonly state: RequestState }
  | { readonly kind: "refused"; readonly reason: VoteRefusal; readonly votes: readonly Vote[]; readonly state: RequestState }
  | { readonly kind: "no-such-request" };

/**
 * Counts one person's vote, once, whatever number of times and from whatever number of replicas it arrives. When this resolves
 * the vote is written; the thread, the message and the execution follow from the record by {@link afterVote}. `known`:
 * the request's cluster, where the caller has it.
 */
export async function castVote(deps: Deps, ballot: Ballot, known?: ClusterName): Promise<VoteResult> {
  const cluster = known ?? (await deps.records.requests.get(ballot.requestId))?.seal.move.cluster;
  if (cluster === undefined) return { kind: "no-such-request" };
  const isApprover = await isMember(deps.records, deps.policy(cluster).approvers, ballot.by);
  const result = await deps.records.requests.change(ballot.requestId, (request, now) =>
    decide(request, { id: ballot.by, isApprover }, ballot, now),
  );
  return result ?? { kind: "no-such-request" };
}

/** What follows from a counted vote. Runs after the click was acknowledged; running it again, or never, loses nothing (the sweep does it too). */
export async function afterVote(deps: Deps, ballot: Ballot, result: VoteResult): Promise<void> {
  const request = await deps.records.requests.get(ballot.requestId);
  if (request === undefined || result.kind !== "counted") return;
  await recordVotes(deps.records, request);
  await tell(deps.jobs, moveId(request.seal.move));
  if (request.state.kind === "approved") await deps.jobs.carryOut(request.id);
}

/** Writes the thread lines of a request's votes; each line once. */
export async function recordVotes(records: Pick<Records, "addEntry" | "audit">, request: Request): Promise<void> {
  const id = moveId(request.seal.move);
  let approvals = 0;
  for (const vote of request.votes) {
    if (vote.kind === "approve") approvals += 1;
    const { by, kind, reason } = vote;
    const body = { kind: "vote", requestId: request.id, by, vote: kind, reason, approvals, needed: request.rule.people } as const;
    const isNew = await records.addEntry(id, body, `vote:${request.id}:${by}:${kind}:${vote.at}`);
    if (isNew)
      await records.audit({ kind: "vote", moveId: id, by, facts: { request: request.id, digest: request.digest, vote: kind, reason } });
  }
}

function decide(request: Request, voter: { id: PersonId; isApprover: boolean }, vote: Ballot, now: Instant): Change<Request, VoteResult> {
  const decision = decideVote(request, voter, { kind: vote.kind, reason: vote.reason }, now);
  if (decision.kind === "refused") {
    return { result: { kind: "refused", reason: decision.reason, votes: request.votes, state: request.state } };
  }
  const { votes, state } = decision;
  const result: VoteResult = { kind: "counted", approvals: approvalsOf(votes), needed: request.rule.people, state };
  return { write: { ...request, votes, state }, result };
}
