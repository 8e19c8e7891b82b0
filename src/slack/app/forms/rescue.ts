import { parse } from "../../../command/parse.ts";
import { toChannelId } from "../../../core/people/people.ts";
import { readPlace, formatPlace } from "../../forms/place.ts";
import { readRescueForm, buildRescueForm } from "../../forms/rescue.ts";
import { acknowledge } from "../listener/acknowledge.ts";
import type { Click } from "../buttons/click.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import { placeForm } from "./form-place.ts";
import { takeForm } from "./form.ts";
import { openModal } from "../buttons/open-modal.ts";
import { buildSentenceMessage, STALE_BUTTON, STALE_FORM } from "../../web-api/sentences.ts";
import { type AckForm, type Submission, answerFormError } from "../buttons/submission.ts";

/** Handles Unblock writes…: one person can do it alone, so the form makes them type the workflow's name first. */
export async function onRescueButton(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  await acknowledge(deps.log, ack);
  const parsed = parse(click.value);
  if (parsed.kind === "refused" || parsed.command.verb !== "rescue")
    return answerActor(deps, click.from, buildSentenceMessage(STALE_BUTTON));
  const { name } = parsed.command;
  const place = placeForm(deps, { form: "complete", name }, click.from);
  await openModal(deps, click.triggerId, click.from, buildRescueForm(name, formatPlace(place)));
}

export async function onRescueForm(deps: Listening, submission: Submission, ack: AckForm): Promise<void> {
  const { view, by } = submission;
  const { name, cluster, channel, thread } = readPlace(view.private_metadata);
  if (name === undefined) return acknowledge(deps.log, () => ack(answerFormError(submission, STALE_FORM)));
  const read = readRescueForm(view.state.values, { ...name, ...(cluster === undefined ? {} : { cluster }) });
  if (read.kind === "errors") return acknowledge(deps.log, () => ack({ response_action: "errors", errors: { ...read.errors } }));
  const from = { by, channel: toChannelId(channel ?? by), ...(thread === undefined ? {} : { threadTs: thread }) };
  await takeForm(deps, submission, { from, text: read.command }, ack);
}
