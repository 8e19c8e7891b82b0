import { parse } from "../../../command/parse.ts";
import { toChannelId } from "../../../core/people/people.ts";
import { readPlace, placeText } from "../../forms/place.ts";
import { readRescueForm, rescueForm } from "../../forms/rescue.ts";
import { acknowledge } from "../listener/acknowledge.ts";
import type { Click } from "../buttons/click.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import { placeFor } from "./form-place.ts";
import { takeForm } from "./form.ts";
import { openModal } from "../buttons/open-modal.ts";
import { sentenceMessage, STALE_BUTTON, STALE_FORM } from "../../web-api/sentences.ts";
import { type AckForm, type Submission, wholeFormError } from "../buttons/submission.ts";

/** Handles Unblock writes…: one person can do it alone, so the form makes them type the workflow's name first. */
export async function onRescueButton(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  await acknowledge(deps.log, ack);
  const parsed = parse(click.value);
  if (parsed.kind === "refused" || parsed.command.verb !== "rescue") return answerActor(deps, click.from, sentenceMessage(STALE_BUTTON));
  const { name } = parsed.command;
  const place = placeFor(deps, { form: "complete", name }, click.from);
  await openModal(deps, click.triggerId, click.from, rescueForm(name, placeText(place)));
}

export async function onRescueForm(deps: Listening, submission: Submission, ack: AckForm): Promise<void> {
  const { view, by } = submission;
  const { name, cluster, channel, thread } = readPlace(view.private_metadata);
  if (name === undefined) return acknowledge(deps.log, () => ack(wholeFormError(submission, STALE_FORM)));
  const read = readRescueForm(view.state.values, { ...name, ...(cluster === undefined ? {} : { cluster }) });
  if (read.kind === "errors") return acknowledge(deps.log, () => ack({ response_action: "errors", errors: { ...read.errors } }));
  const from = { by, channel: toChannelId(channel ?? by), ...(thread === undefined ? {} : { threadTs: thread }) };
  await takeForm(deps, submission, { from, text: read.command }, ack);
}
