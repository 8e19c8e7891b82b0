import { format } from "../../../command/format.ts";
import type { TypedName } from "../../../core/command/command.ts";
import { toChannelId } from "../../../core/people/people.ts";
import { ACTIONS } from "../../actions.ts";
import { formatPlace, readPlace } from "../../forms/place.ts";
import { buildStopForm } from "../../forms/stop.ts";
import { buildSentenceMessage, STALE_FORM } from "../../web-api/sentences.ts";
import type { Click } from "../buttons/click.ts";
import { openModal } from "../buttons/open-modal.ts";
import { type AckForm, answerFormError, type Submission } from "../buttons/submission.ts";
import { acknowledge } from "../listener/acknowledge.ts";
import { answerActor, type Listening } from "../listener/deps.ts";
import { placeForm } from "./form-place.ts";
import { takeForm } from "./form.ts";

/** Opens the form that says what a stop does. */
export async function openStopForm(deps: Listening, click: Click, name: TypedName): Promise<void> {
  const place = placeForm(deps, { form: "complete", name }, click.from);
  await openModal(deps, click.triggerId, click.from, buildStopForm(name, click.actionId === ACTIONS.menuFinal, formatPlace(place)));
}

export async function onStopForm(deps: Listening, submission: Submission, ack: AckForm): Promise<void> {
  const { view, by } = submission;
  const { name, cluster, channel, thread } = readPlace(view.private_metadata);
  if (name === undefined) {
    await acknowledge(deps.log, () => ack(answerFormError(submission, STALE_FORM)));
    return answerActor(deps, { by }, buildSentenceMessage(STALE_FORM));
  }
  const from = { by, channel: toChannelId(channel ?? by), ...(thread === undefined ? {} : { threadTs: thread }) };
  const text = format({ verb: "stop", name: { ...name, ...(cluster === undefined ? {} : { cluster }) }, shards: [] });
  await takeForm(deps, submission, { from, text }, ack);
}
