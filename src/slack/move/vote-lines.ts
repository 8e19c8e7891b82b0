import type { EntryBody } from "../../core/announce/entries.ts";
import { countApprovals } from "../../core/operation/request/approval.ts";
import { quoteText } from "../text/escape.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { formatCounted, formatExact } from "../text/numbers.ts";
import { formatMoment, sayDuration } from "../text/times.ts";
import { mentionPeople, type Names, namePerson, namePeople } from "../text/people.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { VERB_WORDS } from "../wording/verbs.ts";

type VoteEntry<K extends EntryBody["kind"]> = OfKind<EntryBody, K>;

const HELD = "Held, not counted yet: who is in the approvers' groups is not known.";

/** Says how one person voted, and how many approvals there are now. */
export function sayVote({ by, vote, held, reason, approvals, needed }: VoteEntry<"vote">, people: Names | undefined): string {
  const count = `${formatExact(approvals)} of ${formatExact(needed)}`;
  if (held === true) {
    return vote === "reject"
      ? `${namePerson(by, people)} wants to reject the request: ${quoteText(reason)} ${HELD}`
      : `${namePerson(by, people)} approves. ${HELD} Counted so far: ${count}.`;
  }
  if (vote === "reject") return `${namePerson(by, people)} rejected the request: ${quoteText(reason)}`;
  return `${namePerson(by, people)} approved: ${count}.`;
}

/** Says whose votes do not count because they may not vote. */
export function sayVotesLapsed({ people: voters }: VoteEntry<"votes-lapsed">, people: Names | undefined): string {
  const whose = `${voters.length === 1 ? "The vote" : "The votes"} of ${namePeople(voters, people)}`;
  return voters.length === 1
    ? `${whose} does not count: not an approver, or not any more.`
    : `${whose} do not count: not approvers, or not any more.`;
}

/**
 * Says what a request still needs, and how much time is left when this is posted: quiet hours or a channel may have held it back. It
 * mentions the approvers only while they can act on it: not once the request is decided, and not in quiet hours, which may have begun since.
 */
export function sayReminder(body: VoteEntry<"reminder">, { known: { request }, now }: Situation): string {
  const { requestId, verb, approvals, needed, approveBy, calls, callUntil } = body;
  const what = `The request for ${VERB_WORDS[verb].vitess}`;
  const of = formatCounted(needed, "approval");
  if (request?.id !== requestId || request.state.kind !== "open" || now >= approveBy)
    return `${what} had ${formatExact(approvals)} of ${of}; it waits no longer.`;
  const line = `${what} has ${formatExact(countApprovals(request.votes))} of ${of}, and ${sayDuration(approveBy - now)} left: approve by ${formatMoment(approveBy, now)}.`;
  const called = now < callUntil ? mentionPeople(calls) : "";
  return called === "" ? line : `${line} For ${called}`;
}

const REQUEST_ENDINGS = {
  expired: "expired: too few people approved in time. Nothing was changed.",
  withdrawn: "was withdrawn. Nothing was changed by it.",
  "called-off": "was called off. Nothing was changed by it.",
  changed: "is closed, because the workflow changed. Nothing was changed by it. Look again, then request it again.",
} as const satisfies Record<VoteEntry<"request-ended">["how"], string>;

/** Says how a request ended without being executed. */
export function sayRequestEnded({ verb, how, by, reason = "" }: VoteEntry<"request-ended">, people: Names | undefined): string {
  const { vitess } = VERB_WORDS[verb];
  if (how === "withdrawn" && by !== undefined)
    return `${namePerson(by, people)} withdrew the request for ${vitess}. Nothing was changed by it.`;
  if (how === "called-off" && by !== undefined)
    return `${namePerson(by, people)} called off the request for ${vitess}: ${quoteText(reason)} Nothing was changed by it.`;
  return `The request for ${vitess} ${REQUEST_ENDINGS[how]}`;
}
