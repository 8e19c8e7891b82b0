import type { PersonId } from "../people.ts";
import type { Instant } from "../readings.ts";

/** How many people an act needs, and whether the one who asks may be one of them. */
export interface ApprovalRule {
  /** Never under two for SwitchTraffic and Complete: see {@link ./policy.ts}. */
  readonly people: number;
  readonly requesterCounts: boolean;
}

/** One person's current vote. A later vote of the same person replaces it. */
export interface Vote {
  readonly by: PersonId;
  readonly at: Instant;
  readonly kind: "approve" | "reject";
  /** Why it was rejected; empty for an approval. */
  readonly reason: string;
}

/** A request ends in exactly one of these; only `approved` leads to an execution. */
export type RequestState =
  | { readonly kind: "open" }
  | { readonly kind: "approved"; readonly at: Instant; readonly useBy: Instant }
  | { readonly kind: "rejected"; readonly at: Instant; readonly by: PersonId; readonly reason: string }
  | { readonly kind: "withdrawn"; readonly at: Instant; readonly by: PersonId }
  | { readonly kind: "expired"; readonly at: Instant }
  | { readonly kind: "changed"; readonly at: Instant; readonly difference: readonly string[] };

/** The part of a request that votes are decided on. */
export interface Ballot {
  readonly askedBy: PersonId;
  readonly approveBy: Instant;
  /** How long an approval may be used, from the moment it is complete. */
  readonly useForMs: number;
  readonly rule: ApprovalRule;
  readonly votes: readonly Vote[];
  readonly state: RequestState;
}

/** Who clicks, as far as the decision cares. `isApprover` comes from the configured people and groups. */
export interface Voter {
  readonly id: PersonId;
  readonly isApprover: boolean;
}

/** Why a vote does not count; wording has a sentence for each. */
export type VoteRefusal = "not-open" | "expired" | "own-request" | "not-an-approver" | "already-voted" | "reason-missing";

/** What a vote makes of a ballot: the ballot as it is to be written, or a no that writes nothing. */
export type VoteDecision =
  | { readonly kind: "counted"; readonly votes: readonly Vote[]; readonly state: RequestState; readonly approvals: number }
  | { readonly kind: "refused"; readonly reason: VoteRefusal };

/**
 * Two different people: by default nobody approves what they asked for. Reject wins at once. The same vote twice changes nothing
 * and is refused as `already-voted`, so a click delivered twice counts once.
 */
export function decideVote(
  ballot: Ballot,
  voter: Voter,
  vote: { readonly kind: "approve" | "reject"; readonly reason: string },
  now: Instant,
): VoteDecision {
  if (ballot.state.kind !== "open") return refuse("not-open");
  if (now >= ballot.approveBy) return refuse("expired");
  if (vote.kind === "approve" && voter.id === ballot.askedBy && !ballot.rule.requesterCounts) return refuse("own-request");
  if (!voter.isApprover) return refuse("not-an-approver");
  if (vote.kind === "reject" && vote.reason.trim() === "") return refuse("reason-missing");
  if (ballot.votes.some((earlier) => earlier.by === voter.id && earlier.kind === vote.kind)) return refuse("already-voted");

  const votes = [...ballot.votes.filter((earlier) => earlier.by !== voter.id), { by: voter.id, at: now, ...vote }];
  const approvals = approvalsOf(votes);
  return { kind: "counted", votes, approvals, state: stateAfter(ballot, votes, vote, voter.id, now) };
}

/** How many different people approve. */
export function approvalsOf(votes: readonly Vote[]): number {
  return new Set(votes.filter((vote) => vote.kind === "approve").map((vote) => vote.by)).size;
}

/** Only the one who asked takes a request back: while it is open, or approved and nothing was sent yet (the execution looks again). */
export function decideWithdrawal(ballot: Ballot, by: PersonId, now: Instant): RequestState | "not-open" | "not-yours" {
  if (by !== ballot.askedBy) return "not-yours";
  if (ballot.state.kind !== "open" && ballot.state.kind !== "approved") return "not-open";
  return { kind: "withdrawn", at: now, by };
}

/** The state after the clock moved: an open request past its approve-by is expired. Anything else stays. */
export function stateAt(ballot: Ballot, now: Instant): RequestState {
  return ballot.state.kind === "open" && now >= ballot.approveBy ? { kind: "expired", at: now } : ballot.state;
}

function stateAfter(
  ballot: Ballot,
  votes: readonly Vote[],
  vote: { readonly kind: "approve" | "reject"; readonly reason: string },
  by: PersonId,
  now: Instant,
): RequestState {
  if (vote.kind === "reject") return { kind: "rejected", at: now, by, reason: vote.reason.trim() };
  if (approvalsOf(votes) < ballot.rule.people) return ballot.state;
  return { kind: "approved", at: now, useBy: now + ballot.useForMs };
}

function refuse(reason: VoteRefusal): VoteDecision {
  return { kind: "refused", reason };
}
