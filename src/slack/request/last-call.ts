import { countApprovals } from "../../core/operation/request/approval.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { ACTIONS } from "../actions.ts";
import { buildActions, buildButton, buildContext, buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { formatTypedName, moveTitle } from "../text/move-name.ts";
import { formatCounted, formatExact } from "../text/numbers.ts";
import { type Names, namePerson } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";
import { VERB_WORDS } from "../wording/verbs.ts";

export interface LastCallFacts {
  readonly now: Instant;
  readonly names?: Names;
  /** A link to the request's own message, if it has one. */
  readonly url?: string;
}

/** Tells one approver directly that a request ends soon. */
export function renderLastCall(request: Request, { now, names, url }: LastCallFacts): Message {
  const { proposal, move, askedBy, votes, rule, approveBy, channel } = request;
  const { vitess } = VERB_WORDS[nameVerb(proposal)];
  const line = `Expires at ${formatMoment(approveBy, now)}: ${vitess} of ${moveTitle(move)}`;
  const count = `${formatExact(countApprovals(votes))} of ${formatCounted(rule.people, "approval")}`;
  const where =
    url === undefined ? ` Its request is in <#${channel}>; \`/movetables status ${formatTypedName(move)}\` shows the move.` : "";
  return {
    text: toNotification(line),
    blocks: [
      buildSection(`*${line}*`, `${namePerson(askedBy, names)} requested it and has ${count}. You can still decide it.${where}`),
      ...(url === undefined
        ? []
        : buildActions(buildButton("Review", ACTIONS.open, "", { url, says: `Review the request for ${vitess}` }))),
      buildContext("You are one of this cluster's approvers. Tandem reminds you of a request once."),
    ],
  };
}
