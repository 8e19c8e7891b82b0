import type { RequestState, Vote } from "../../core/operation/request/approval.ts";
import type { FreezeNow } from "../../core/operation/freeze/freezes.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { VoteResult } from "../../operations/requests/cast-vote.ts";
import type { Withdrawal } from "../../operations/requests/withdraw-request.ts";
import { quoteText } from "../text/escape.ts";
import { formatExact } from "../text/numbers.ts";
import { type Names, namePerson, namePeople } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";
import { moveTitle } from "../text/move-name.ts";
import { sayFreeze } from "../wording/freezes.ts";
import { VOTE_REFUSALS } from "../wording/vote-refusals.ts";
import { sayPeopleUnread } from "../wording/waiting.ts";

export interface ClickFacts {
  readonly now: Instant;
  /** The button pressed, if there is another way to do the same. */
  readonly press?: Vote["kind"];
  readonly request?: Request;
  readonly names?: Names;
  /** What was requested is frozen now. */
  readonly freeze?: FreezeNow;
}

/** The answer to whoever clicked, for every result. Plain mrkdwn, for an ephemeral message. */
export function renderVoteResult(result: VoteResult, facts: ClickFacts): string {
  if (result.kind === "no-such-request") return "This request is not known any more. Request it again.";
  if (result.kind === "counted") return sayCounted(result, facts);
  if (result.kind === "held")
    return `Held, not counted yet: ${sayPeopleUnread(result.unreadSince, facts.now)}. It counts by itself once Slack answers.`;
  if (result.reason !== "not-open") return VOTE_REFUSALS[result.reason];
  return sayDecision(result.state, result.votes, facts);
}

const WITHDRAWALS = {
  withdrawn: "Withdrawn. Nothing was changed.",
  "not-open": "This is already decided, so it cannot be withdrawn.",
  approved:
    "This is approved, so it cannot be withdrawn any more. Call it off instead: Call off… on the request or the card, or `/movetables call-off`.",
  "not-yours": "Only whoever requested it can withdraw this. You can reject it instead.",
  "no-such-request": "This request is not known any more.",
} as const satisfies Record<Withdrawal, string>;

export function renderWithdrawal(withdrawal: Withdrawal): string {
  return WITHDRAWALS[withdrawal];
}

function sayCounted(
  { approvals, needed, state, opens }: Extract<VoteResult, { kind: "counted" }>,
  { request, freeze, now, names }: ClickFacts,
): string {
  const about = request === undefined ? "" : ` ${moveTitle(request.move)}:`;
  if (state.kind === "rejected") return `Counted:${about} your rejection closes this request. Nothing was changed.`;
  const count = `Counted:${about} ${formatExact(approvals)} of ${formatExact(needed)}.`;
  if (state.kind === "approved" && opens !== undefined)
    return `${count} It is approved and waits for its window, which opens at ${formatMoment(opens, now)}. Any approver can call it off.`;
  if (state.kind === "approved" && freeze !== undefined)
    return `${count} It is approved, but ${sayFreeze(freeze, now, names)}. It waits for the end of the freeze, as long as the approval may be used.`;
  if (state.kind === "approved") return `${count} It is approved and runs at once, if the approved facts still hold.`;
  const missing = needed - approvals;
  return `${count} ${missing === 1 ? "One more person is" : `${formatExact(missing)} more people are`} needed.`;
}

type Votes = Extract<VoteResult, { kind: "refused" }>["votes"];

/** What to do when a rejection comes too late. */
const HOW_TO_CALL_OFF = " To end it before its next step, press Call off… on the request or the card, or type `/movetables call-off`.";

function sayDecision(state: RequestState, votes: Votes, facts: ClickFacts): string {
  return `Already decided: ${sayDecided(state, votes, facts)}`;
}

function sayDecided(state: RequestState, votes: Votes, { names: people, now, press }: ClickFacts): string {
  switch (state.kind) {
    case "open":
      return VOTE_REFUSALS["not-open"];
    case "approved": {
      const by = votes.filter((vote) => vote.kind === "approve").map((vote) => vote.by);
      return `${namePeople(by, people)} approved, complete at ${formatMoment(state.at, now)}.${press === "reject" ? HOW_TO_CALL_OFF : ""}`;
    }
    case "used": {
      const by = votes.filter((vote) => vote.kind === "approve").map((vote) => vote.by);
      return `${namePeople(by, people)} approved, complete at ${formatMoment(state.approvedAt, now)}, and it ended at ${formatMoment(state.at, now)}.`;
    }
    case "rejected":
      return `${namePerson(state.by, people)} rejected it at ${formatMoment(state.at, now)}: ${quoteText(state.reason)}`;
    case "withdrawn":
      return `${namePerson(state.by, people)} withdrew it at ${formatMoment(state.at, now)}.`;
    case "called-off":
      return `${namePerson(state.by, people)} called it off at ${formatMoment(state.at, now)}: ${quoteText(state.reason)}`;
    case "expired":
      return `it expired at ${formatMoment(state.at, now)}. Request it again, for a fresh look at the workflow.`;
    case "changed":
      return `the workflow changed since it was asked: ${state.difference
        .slice(0, 4)
        .map((one) => quoteText(one, 150))
        .join("; ")}. Look again, then request it again.`;
    default:
      return state satisfies never;
  }
}
