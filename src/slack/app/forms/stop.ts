import { format } from "../../../command/format.ts";
import type { TypedName } from "../../../core/command/command.ts";
import { ACTIONS } from "../../actions.ts";
import { formatPlace } from "../../forms/place.ts";
import { buildStopForm } from "../../forms/stop.ts";
import { buildSentenceMessage, STALE_FORM } from "../../web-api/sentences.ts";
import type { Click } from "../buttons/click.ts";
import { openModal } from "../buttons/open-modal.ts";
import { type AckForm, answerFormError, type Submission } from "../buttons/submission.ts";
import { acknowledge } from "../listener/acknowledge.ts";
import { answerActor, type Listening } from "../listener/deps.ts";
import { placeForm, readSubmittedPlace } from "./form-place.ts";
import { takeForm } from "./form.ts";

/** Opens the form that says what a stop does. */
export async function openStopForm(deps: Listening, click: Click, name: TypedName): Promise<void> {
  const place = placeForm(deps, { name }, click.from);
  await openModal(deps, click.triggerId, click.from, buildStopForm(name, click.actionId === ACTIONS.menuFinal, formatPlace(place)));
}

export async function onStopForm(deps: Listening, submission: Submission, ack: AckForm): Promise<void> {
  const { name, from } = readSubmittedPlace(submission);
  if (name === undefined) {
    await acknowledge(deps.log, () => ack(answerFormError(submission, STALE_FORM)));
    return answerActor(deps, { by: from.by }, buildSentenceMessage(STALE_FORM));
  }
  const text = format({ verb: "stop", name, shards: [] });
  await takeForm(deps, submission, { from, text }, ack);
}
