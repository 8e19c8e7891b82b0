import { awaitDurable } from "../../../operations/durable.ts";
import { castVote, type CastVote } from "../../../operations/requests/cast-vote.ts";
import type { Request } from "../../../core/operation/request/requests.ts";
import { nameVerb } from "../../../core/operation/request/operations.ts";
import { qualifyName } from "../../../core/vitess/names.ts";
import { toChannelId, type RequestId, toRequestId } from "../../../core/people/people.ts";
import type { Addressee } from "../../web-api/private-answer.ts";
import { readRejectForm, rejectForm, type RejectPlace, rejectPlace } from "../../request/reject-form.ts";
import { renderVoteResult } from "../../request/click.ts";
import { VERB_WORDS } from "../../wording/verbs.ts";
import { acknowledge, finishInTime, recordBeforeAck } from "../listener/acknowledge.ts";
import type { Click } from "./click.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import { openModal } from "./open-modal.ts";
import { buildPressMessage, VOTE_NOT_CONFIRMED } from "../../web-api/sentences.ts";
import { type AckForm, type Submission, answerFormError } from "./submission.ts";
import { followVote } from "./vote.ts";

// Slack lets an app open a form only within three seconds of the trigger.
const REJECT_LOOK_MS = 800;

/** Handles Reject…: opens the form for the reason, or says at once that the request is already decided. */
export async function onRejectButton(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  await acknowledge(deps.log, ack);
  const { from } = click;
  const requestId = toRequestId(click.value);
  const request = await readRequestInTime(deps, requestId);
  if (request !== undefined && request.state.kind !== "open") {
    const result = { kind: "refused", reason: "not-open", votes: request.votes, state: request.state } as const;
    const text = renderVoteResult(result, { now: request.state.at, request, press: "reject" });
    return answerActor(deps, from, buildPressMessage(text, { isDurable: await awaitDurable(deps) }));
  }
  const about = request === undefined ? "" : `${VERB_WORDS[nameVerb(request.proposal)].vitess} of ${qualifyName(request.move)}`;
  await openModal(deps, click.triggerId, from, rejectForm({ requestId, ...toRejectPlace(from) }, about));
}

/** Handles the submitted reason: a vote like any other, in the store before the form closes. */
export async function onRejectForm(deps: Listening, submission: Submission, ack: AckForm): Promise<void> {
  const { view, by } = submission;
  const read = readRejectForm(view.state.values);
  if (read.kind === "errors") return acknowledge(deps.log, () => ack({ response_action: "errors", errors: { ...read.errors } }));
  const { requestId, channel, thread } = rejectPlace(view.private_metadata);
  const cast: CastVote = { requestId, by, kind: "reject", reason: read.reason };
  const written = await recordBeforeAck(deps, async () => castVote(deps, cast, await deps.moveOf(cast.requestId)));
  if (written.kind === "failed") return acknowledge(deps.log, () => ack(answerFormError(submission, VOTE_NOT_CONFIRMED)));
  await acknowledge(deps.log, () => ack());
  const from = {
    by,
    ...(channel === undefined ? {} : { channel: toChannelId(channel) }),
    ...(thread === undefined ? {} : { threadTs: thread }),
  };
  await followVote(deps, cast, written, from);
}

/** The channel and thread of the button; neither on the Home tab. */
function toRejectPlace({ channel, threadTs: thread }: Addressee): Pick<RejectPlace, "channel" | "thread"> {
  return { ...(channel === undefined ? {} : { channel }), ...(thread === undefined ? {} : { thread }) };
}

/** Undefined when there is none or the store does not answer: recording the vote will show which. */
async function readRequestInTime({ log, records }: Listening, requestId: RequestId): Promise<Request | undefined> {
  const read = await finishInTime(log, "Looking at a request", REJECT_LOOK_MS, () => records.requests.get(requestId));
  return read.kind === "done" ? read.value : undefined;
}
