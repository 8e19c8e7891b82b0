import type { PersonId } from "../people/people.ts";
import type { Instant } from "../readings/readings.ts";

/** How many people a proposal needs, and whether the one who asks may be one of them. */
export interface ApprovalRule {
  /** At least 1, and at least 2 for the verbs in `ALWAYS_TWO`: see {@link ./policy.ts}. */
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
  /** Who is in the approvers' groups was not known when it was cast: it counts for nobody until that is read. */
  readonly held?: true;
}

/** A request is in exactly one of these; `open` and `approved` are the ones that something can still come of. */
export type RequestState =
  | { readonly kind: "open" }
  /** Its execution is written together with this. */
  | { readonly kind: "approved"; readonly at: Instant; readonly useBy: Instant }
  /** Its execution came to its end, or what was approved is granted. */
  | { readonly kind: "used"; readonly approvedAt: Instant; readonly at: Instant }
  | { readonly kind: "rejected"; readonly at: Instant; readonly by: PersonId; readonly reason: string }
  | { readonly kind: "withdrawn"; readonly at: Instant; readonly by: PersonId }
  | { readonly kind: "called-off"; readonly at: Instant; readonly by: PersonId; readonly reason: string }
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

/** Whether somebody is on a list of people and groups; `unknown` while a group that may have them was not read lately. */
export type Membership = "member" | "not-member" | "unknown";

/** What somebody pressed. */
export type Press = Pick<Vote, "by" | "kind" | "reason">;

/** Why a vote does not count; wording has a sentence for each. */
export type VoteRefusal =
  | "not-open"
  | "expired"
  | "own-request"
  | "not-an-approver"
  | "already-voted"
  | "reason-missing"
  /** It would be the last one, while something else is carried out on the move: a way back, or giving writes back. */
  | "move-busy";

/** What a vote makes of a ballot: the ballot as it is to be written, or a no that writes nothing. */
export type VoteDecision =
  | { readonly kind: "counted" | "held"; readonly votes: readonly Vote[]; readonly state: RequestState; readonly approvals: number }
  | { readonly kind: "refused"; readonly reason: VoteRefusal };

/**
 * Two different people: by default nobody approves what they asked for. Reject wins at once. The same vote twice changes nothing
 * and is refused as `already-voted`, so a click delivered twice counts once. A vote of somebody of whom it is not known whether they may is
 * kept, and counts when that is known.
 */
export function decideVote(ballot: Ballot, press: Press, membership: Membership, now: Instant): VoteDecision {
  const { by, kind } = press;
  if (ballot.state.kind !== "open") return refuse("not-open");
  if (now >= ballot.approveBy) return refuse("expired");
  if (kind === "approve" && by === ballot.askedBy && !ballot.rule.requesterCounts) return refuse("own-request");
  if (membership === "not-member") return refuse("not-an-approver");
  const reason = press.reason.trim();
  if (kind === "reject" && reason === "") return refuse("reason-missing");
  if (ballot.votes.some((earlier) => earlier.by === by && earlier.kind === kind)) return refuse("already-voted");

  const vote: Vote = { by, at: now, kind, reason, ...(membership === "unknown" ? { held: true } : {}) };
  const votes = [...ballot.votes.filter((earlier) => earlier.by !== by), vote];
  const voted = { ...ballot, votes };
  return { kind: vote.held === true ? "held" : "counted", votes, approvals: approvalsOf(votes), state: stateOfVotes(voted, now) };
}

/** What becomes of a request's votes once it is known again who may vote: some count now, some are taken out. */
export interface VotesAgain {
  readonly votes: readonly Vote[];
  readonly state: RequestState;
  /** Votes that were held and count now. */
  readonly counted: readonly Vote[];
  /** Votes that are taken out. */
  readonly lapsed: readonly Vote[];
}

/** The votes of an open request once it is known again who may vote; of any other nothing changes. */
export function votesAgain(ballot: Ballot, membershipOf: (person: PersonId) => Membership, now: Instant): VotesAgain {
  const { votes: before, state } = ballot;
  if (state.kind !== "open") return { votes: before, state, counted: [], lapsed: [] };
  const known = before.map((vote) => ({ vote, membership: membershipOf(vote.by) }));
  const lapsed = known.filter(({ membership }) => membership === "not-member").map(({ vote }) => vote);
  const stay = known.filter(({ membership }) => membership !== "not-member");
  const counted = stay.filter(({ vote, membership }) => vote.held === true && membership === "member").map(({ vote }) => vote);
  if (lapsed.length === 0 && counted.length === 0) return { votes: before, state, counted, lapsed };
  const votes = stay.map(({ vote }) => (counted.includes(vote) ? releaseVote(vote) : vote));
  // What was held while there was time counts as cast then.
  return { votes, state: stateOfVotes({ ...ballot, votes }, now), counted: counted.map(releaseVote), lapsed };
}

function releaseVote({ held: _held, ...vote }: Vote): Vote {
  return vote;
}

/** How many different people approve, as far as it is known that they may. */
export function approvalsOf(votes: readonly Vote[]): number {
  return new Set(votes.filter((vote) => vote.kind === "approve" && vote.held !== true).map((vote) => vote.by)).size;
}

/** Only the one who asked withdraws a request, and only while it is open: what was approved is called off. */
export function decideWithdrawal(ballot: Ballot, by: PersonId, now: Instant): RequestState | "not-open" | "not-yours" {
  if (by !== ballot.askedBy) return "not-yours";
  if (ballot.state.kind !== "open") return "not-open";
  return { kind: "withdrawn", at: now, by };
}

/** The state after the clock moved: an open request past its approve-by is expired. Anything else stays. */
export function stateAt(ballot: Ballot, now: Instant): RequestState {
  return ballot.state.kind === "open" && now >= ballot.approveBy ? { kind: "expired", at: now } : ballot.state;
}

/** A rejection of which it is not known whether it counts keeps the request open. */
function stateOfVotes({ votes, rule, useForMs, state }: Ballot, now: Instant): RequestState {
  const rejections = votes.filter((vote) => vote.kind === "reject");
  const rejected = rejections.find((vote) => vote.held !== true);
  if (rejected !== undefined) return { kind: "rejected", at: now, by: rejected.by, reason: rejected.reason };
  if (rejections.length > 0 || approvalsOf(votes) < rule.people) return state;
  return { kind: "approved", at: now, useBy: now + useForMs };
}

function refuse(reason: VoteRefusal): VoteDecision {
  return { kind: "refused", reason };
}

/** Whether an approval still stands when it is used. */
export type Standing =
  | { readonly kind: "stands" }
  | { readonly kind: "lost" }
  /** Who is in the approvers' groups was last read then, or never. */
  | { readonly kind: "unknown"; readonly since?: Instant };

/** Asks again, right before a call, whether everybody who approved still may. `unreadSince`: since when a group is not known, if one is. */
export function standingOf(
  { votes, rule }: Pick<Ballot, "votes" | "rule">,
  membershipOf: (person: PersonId) => Membership,
  unreadSince: Instant | undefined,
): Standing {
  const approving = votes.filter((vote) => vote.kind === "approve" && vote.held !== true);
  const sure = approving.filter((vote) => membershipOf(vote.by) === "member");
  if (approvalsOf(sure) >= rule.people) return { kind: "stands" };
  const possible = approving.filter((vote) => membershipOf(vote.by) !== "not-member");
  if (approvalsOf(possible) < rule.people) return { kind: "lost" };
  return { kind: "unknown", ...(unreadSince === undefined ? {} : { since: unreadSince }) };
}
