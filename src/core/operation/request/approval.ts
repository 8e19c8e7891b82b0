import type { PersonId } from "../../people/people.ts";
import type { Instant } from "../../readings/readings.ts";

/** How many people must approve a proposal, whether the requester may be one of them, and who must be among them. */
export interface ApprovalRule {
  /** At least 1, and at least 2 for the verbs in `ALWAYS_TWO`: see {@link ./policy.ts}. */
  readonly people: number;
  readonly requesterCounts: boolean;
  /** Of each of these seats somebody must be among those who approve. Absent: whoever may vote. */
  readonly oneOf?: readonly Seat[];
}

/** A seat among the approvals: ids of the Slack users and groups of whom one has to take it. */
export type Seat = readonly string[];

/** Whether somebody may take a seat. */
export type MayTake = (person: PersonId, seat: Seat) => Membership;

/** For whoever has not read the people of the seats: then no vote takes one. */
const NOBODY_KNOWN: MayTake = () => "unknown";

/** One person's current vote. A later vote of the same person replaces it. */
export interface Vote {
  readonly by: PersonId;
  readonly at: Instant;
  readonly kind: "approve" | "reject";
  /** Why it was rejected; empty for an approval. */
  readonly reason: string;
  /** Cast while the approvers' groups could not be read: it does not count until they have been. */
  readonly held?: true;
  /** The seats that it takes. Absent: none. */
  readonly seats?: readonly Seat[];
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

/** What is known of somebody who votes. `mayTake` is absent where nobody has read who may take the seats: then the vote takes none. */
export interface Voter {
  readonly membership: Membership;
  readonly mayTake?: MayTake | undefined;
}

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
 * once that is known. A vote takes every seat of the rule that its voter may take.
 */
export function decideVote(ballot: Ballot, press: Press, { membership, mayTake = NOBODY_KNOWN }: Voter, now: Instant): VoteDecision {
  const { by, kind } = press;
  if (ballot.state.kind !== "open") return refuseVote("not-open");
  if (now >= ballot.approveBy) return refuseVote("expired");
  if (kind === "approve" && by === ballot.askedBy && !ballot.rule.requesterCounts) return refuseVote("own-request");
  if (membership === "not-member") return refuseVote("not-an-approver");
  const reason = press.reason.trim();
  if (kind === "reject" && reason === "") return refuseVote("reason-missing");
  if (ballot.votes.some((earlier) => earlier.by === by && earlier.kind === kind)) return refuseVote("already-voted");

  const vote = takeSeats({ by, at: now, kind, reason, ...(membership === "unknown" ? { held: true } : {}) }, ballot.rule, mayTake);
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

/**
 * Recounts the votes of an open request once it is known who may vote, and who may take which seat; changes nothing in any other state.
 */
export function recountBallot(
  ballot: Ballot,
  membershipOf: (person: PersonId) => Membership,
  now: Instant,
  mayTake: MayTake = NOBODY_KNOWN,
): VotesAgain {
  const { votes: before, state } = ballot;
  if (state.kind !== "open") return { votes: before, state, counted: [], lapsed: [] };
  const known = before.map((vote) => ({ vote, membership: membershipOf(vote.by) }));
  const lapsed = known.filter(({ membership }) => membership === "not-member").map(({ vote }) => vote);
  const stay = known.filter(({ membership }) => membership !== "not-member");
  const counted = stay.filter(({ vote, membership }) => vote.held === true && membership === "member").map(({ vote }) => vote);
  const votes = stay.map(({ vote }) => takeSeats(counted.includes(vote) ? releaseVote(vote) : vote, ballot.rule, mayTake));
  const isSeatedAnew = votes.some((vote, index) => listSeatKeys([vote]).join() !== listSeatKeys([stay[index]?.vote ?? vote]).join());
  if (lapsed.length === 0 && counted.length === 0 && !isSeatedAnew) return { votes: before, state, counted, lapsed };
  // A held vote counts as cast in time, even if the approve-by has passed since.
  return { votes, state: deriveStateOfVotes({ ...ballot, votes }, now), counted: counted.map(releaseVote), lapsed };
}

function releaseVote({ held: _held, ...vote }: Vote): Vote {
  return vote;
}

/** A seat that was taken stays taken while it cannot be read who may. */
function takeSeats({ seats: before = [], ...vote }: Vote, { oneOf = [] }: ApprovalRule, mayTake: MayTake): Vote {
  const taken = before.map(toSeatKey);
  const seats = oneOf.filter((seat) => {
    const membership = mayTake(vote.by, seat);
    return membership === "member" || (membership === "unknown" && taken.includes(toSeatKey(seat)));
  });
  return seats.length === 0 ? vote : { ...vote, seats };
}

/** The seats of a rule that none of these approvals takes; a held vote takes none. */
export function listEmptySeats({ oneOf = [] }: ApprovalRule, votes: readonly Vote[]): readonly Seat[] {
  const taken = listSeatKeys(votes.filter((vote) => vote.kind === "approve" && vote.held !== true));
  return oneOf.filter((seat) => !taken.includes(toSeatKey(seat)));
}

function listSeatKeys(votes: readonly Vote[]): readonly string[] {
  return votes.flatMap(({ seats = [] }) => seats.map(toSeatKey)).toSorted();
}

function toSeatKey(seat: Seat): string {
  return seat.toSorted().join(" ");
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
  if (rejections.length > 0 || countApprovals(votes) < rule.people || listEmptySeats(rule, votes).length > 0) return state;
  return { kind: "approved", at: now, useBy: now + useForMs };
}

function refuseVote(reason: VoteRefusal): VoteDecision {
  return { kind: "refused", reason };
}

/** Whether an approval still stands when it is used. */
export type ApprovalStanding =
  | { readonly kind: "stands" }
  | { readonly kind: "lost" }
  /** All who approved still may, but the policy asks for more than it did when they approved. */
  | { readonly kind: "raised" }
  /** The approvers' groups were last read at `since`; absent: never. */
  | { readonly kind: "unknown"; readonly since?: Instant };

/**
 * Checks again, right before a call, whether all who approved still may, and still take every seat. `unreadSince`: the last reading of a
 * group that is not known now.  */
export function checkStanding(
  { votes, rule }: Pick<Ballot, "votes" | "rule">,
  membershipOf: (person: PersonId) => Membership,
  unreadSince: Instant | undefined,
  mayTake: MayTake = NOBODY_KNOWN,
): ApprovalStanding {
  const approving = votes.filter((vote) => vote.kind === "approve" && vote.held !== true);
  const suffice = (isGood: (membership: Membership) => boolean): boolean => {
    const good = approving.filter((vote) => isGood(membershipOf(vote.by)));
    const seated = (rule.oneOf ?? []).every((seat) => good.some((vote) => isGood(mayTake(vote.by, seat))));
    return seated && countApprovals(good) >= rule.people;
  };
  if (suffice((membership) => membership === "member")) return { kind: "stands" };
  if (!suffice((membership) => membership !== "not-member")) return { kind: "lost" };
  return { kind: "unknown", ...(unreadSince === undefined ? {} : { since: unreadSince }) };
}
