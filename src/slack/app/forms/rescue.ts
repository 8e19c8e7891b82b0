import { parse } from "../../../command/parse.ts";
import { formatPlace } from "../../forms/place.ts";
import { readRescueForm, buildRescueForm } from "../../forms/rescue.ts";
import { acknowledge } from "../listener/acknowledge.ts";
import type { Click } from "../buttons/click.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import { placeForm, readSubmittedPlace } from "./form-place.ts";
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
  const place = placeForm(deps, { name }, click.from);
  await openModal(deps, click.triggerId, click.from, buildRescueForm(name, formatPlace(place)));
}

export async function onRescueForm(deps: Listening, submission: Submission, ack: AckForm): Promise<void> {
  const { name, from } = readSubmittedPlace(submission);
  if (name === undefined) return acknowledge(deps.log, () => ack(answerFormError(submission, STALE_FORM)));
  const read = readRescueForm(submission.view.state.values, name);
  if (read.kind === "errors") return acknowledge(deps.log, () => ack({ response_action: "errors", errors: { ...read.errors } }));
  await takeForm(deps, submission, { from, text: read.command }, ack);
}
