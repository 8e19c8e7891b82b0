import type { PersonId } from "../../people/people.ts";
import type { Instant } from "../../readings/readings.ts";

/** How many people must approve a proposal, and whether the requester may be one of them. */
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
  /** Cast while the approvers' groups could not be read: it does not count until they have been. */
  readonly held?: true;
}

/** A request is in exactly one of these states; only `open` and `approved` are live. */
export type RequestState =
  | { readonly kind: "open" }
  /** Written together with its execution. */
  | { readonly kind: "approved"; readonly at: Instant; readonly useBy: Instant }
  /** Its execution has ended, or the override it asked for is granted. */
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
  /** How long an approval may be used, counted from the vote that completed it. */
  readonly useForMs: number;
  readonly rule: ApprovalRule;
  readonly votes: readonly Vote[];
  readonly state: RequestState;
}

/** Whether somebody is on a list of people and groups; `unknown` while a group that might include them has no recent reading. */
export type Membership = "member" | "not-member" | "unknown";

/** A vote as somebody pressed it, before it is decided whether it counts. */
export type Press = Pick<Vote, "by" | "kind" | "reason">;

/** Why a vote does not count; `slack/wording` has a sentence for each. */
export type VoteRefusal =
  | "not-open"
  | "expired"
  | "own-request"
  | "not-an-approver"
  | "already-voted"
  | "reason-missing"
  /** It would complete the approval while another execution runs on the move, such as a rollback or a rescue. */
  | "move-busy";

/** What a vote does to a ballot: the votes and the state to write, or a refusal that writes nothing. */
export type VoteDecision =
  | { readonly kind: "counted" | "held"; readonly votes: readonly Vote[]; readonly state: RequestState; readonly approvals: number }
  | { readonly kind: "refused"; readonly reason: VoteRefusal };

/**
 * Decides one vote. By default nobody may approve their own request. A rejection wins at once. Voting the same way twice is refused as
 * `already-voted`, so a click delivered twice counts once. While it is not known whether the voter may vote, the vote is held; it counts
 * once that is known.
 */
export function decideVote(ballot: Ballot, press: Press, membership: Membership, now: Instant): VoteDecision {
  const { by, kind } = press;
  if (ballot.state.kind !== "open") return refuseVote("not-open");
  if (now >= ballot.approveBy) return refuseVote("expired");
  if (kind === "approve" && by === ballot.askedBy && !ballot.rule.requesterCounts) return refuseVote("own-request");
  if (membership === "not-member") return refuseVote("not-an-approver");
  const reason = press.reason.trim();
  if (kind === "reject" && reason === "") return refuseVote("reason-missing");
  if (ballot.votes.some((earlier) => earlier.by === by && earlier.kind === kind)) return refuseVote("already-voted");

  const vote: Vote = { by, at: now, kind, reason, ...(membership === "unknown" ? { held: true } : {}) };
  const votes = [...ballot.votes.filter((earlier) => earlier.by !== by), vote];
  const voted = { ...ballot, votes };
  return { kind: vote.held === true ? "held" : "counted", votes, approvals: countApprovals(votes), state: deriveStateOfVotes(voted, now) };
}

/** A request's votes, recounted once the approvers' groups can be read again. */
export interface VotesAgain {
  readonly votes: readonly Vote[];
  readonly state: RequestState;
  /** Held votes that count now. */
  readonly counted: readonly Vote[];
  /** Votes removed because the voter is not an approver. */
  readonly lapsed: readonly Vote[];
}

/** Recounts the votes of an open request once it is known who may vote; changes nothing in any other state. */
export function recountBallot(ballot: Ballot, membershipOf: (person: PersonId) => Membership, now: Instant): VotesAgain {
  const { votes: before, state } = ballot;
  if (state.kind !== "open") return { votes: before, state, counted: [], lapsed: [] };
  const known = before.map((vote) => ({ vote, membership: membershipOf(vote.by) }));
  const lapsed = known.filter(({ membership }) => membership === "not-member").map(({ vote }) => vote);
  const stay = known.filter(({ membership }) => membership !== "not-member");
  const counted = stay.filter(({ vote, membership }) => vote.held === true && membership === "member").map(({ vote }) => vote);
  if (lapsed.length === 0 && counted.length === 0) return { votes: before, state, counted, lapsed };
  const votes = stay.map(({ vote }) => (counted.includes(vote) ? releaseVote(vote) : vote));
  // A held vote counts as cast in time, even if the approve-by has passed since.
  return { votes, state: deriveStateOfVotes({ ...ballot, votes }, now), counted: counted.map(releaseVote), lapsed };
}

function releaseVote({ held: _held, ...vote }: Vote): Vote {
  return vote;
}

/** How many different people have approved, held votes left out. */
export function countApprovals(votes: readonly Vote[]): number {
  return new Set(votes.filter((vote) => vote.kind === "approve" && vote.held !== true).map((vote) => vote.by)).size;
}

/** Only the requester may withdraw a request, and only while it is open; an approved one is called off instead. */
export function decideWithdrawal(ballot: Ballot, by: PersonId, now: Instant): RequestState | "not-open" | "not-yours" {
  if (by !== ballot.askedBy) return "not-yours";
  if (ballot.state.kind !== "open") return "not-open";
  return { kind: "withdrawn", at: now, by };
}

/** The state at `now`: an open request past its approve-by has expired; every other state stays. */
export function deriveRequestState(ballot: Ballot, now: Instant): RequestState {
  return ballot.state.kind === "open" && now >= ballot.approveBy ? { kind: "expired", at: now } : ballot.state;
}

/** A held rejection keeps the request open: it may yet count. */
function deriveStateOfVotes({ votes, rule, useForMs, state }: Ballot, now: Instant): RequestState {
  const rejections = votes.filter((vote) => vote.kind === "reject");
  const rejected = rejections.find((vote) => vote.held !== true);
  if (rejected !== undefined) return { kind: "rejected", at: now, by: rejected.by, reason: rejected.reason };
  if (rejections.length > 0 || countApprovals(votes) < rule.people) return state;
  return { kind: "approved", at: now, useBy: now + useForMs };
}

function refuseVote(reason: VoteRefusal): VoteDecision {
  return { kind: "refused", reason };
}

/** Whether an approval still stands when it is used. */
export type ApprovalStanding =
  | { readonly kind: "stands" }
  | { readonly kind: "lost" }
  /** The approvers' groups were last read at `since`; absent: never. */
  | { readonly kind: "unknown"; readonly since?: Instant };

/**
 * Checks again, right before a call, whether all who approved still may. `unreadSince`: the last reading of a group that is not known now.
 */
export function checkStanding(
  { votes, rule }: Pick<Ballot, "votes" | "rule">,
  membershipOf: (person: PersonId) => Membership,
  unreadSince: Instant | undefined,
): ApprovalStanding {
  const approving = votes.filter((vote) => vote.kind === "approve" && vote.held !== true);
  const sure = approving.filter((vote) => membershipOf(vote.by) === "member");
  if (countApprovals(sure) >= rule.people) return { kind: "stands" };
  const possible = approving.filter((vote) => membershipOf(vote.by) !== "not-member");
  if (countApprovals(possible) < rule.people) return { kind: "lost" };
  return { kind: "unknown", ...(unreadSince === undefined ? {} : { since: unreadSince }) };
}
