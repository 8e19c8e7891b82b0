import { type ClusterName, isClusterName, isKeyspace } from "../../../core/vitess/names.ts";
import { type ChannelId, toChannelId } from "../../../core/people/people.ts";
import type { FormVerb } from "../../../core/command/command.ts";
import { ACTIONS } from "../../actions.ts";
import { type FormValues, readField } from "../../blocks/fields.ts";
import { buildForm, CHANNEL_FIELD, CLUSTER_FIELD, type FormFacts, findFormVerb } from "../../forms/form.ts";
import { type FormPlace, readPlace } from "../../forms/place.ts";
import { readForm } from "../../forms/read.ts";
import type { Addressee } from "../../web-api/private-answer.ts";
import { acknowledge, finishInTime } from "../listener/acknowledge.ts";
import type { Click } from "../buttons/click.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import { chooseFormCluster, placeForm } from "./form-place.ts";
import { openModal, updateModal } from "../buttons/open-modal.ts";
import { FORM_NOT_OPENED, buildSentenceMessage } from "../../web-api/sentences.ts";
import { type AckForm, type Submission, answerFormError } from "../buttons/submission.ts";
import { handOverCommand } from "../taking/say-if-slow.ts";
import { type RequestedForm, findFormOfLine, takeCommand } from "../taking/take-command.ts";

// Slack lets an app open a form only within three seconds of the trigger; without the release the form merely says less.
const RELEASE_WITHIN_MS = 500;

/** Opens a verb's form at once with the names that are cached, and requests the missing ones in the background. */
export async function openForm(deps: Listening, triggerId: string, from: Addressee, asked: RequestedForm): Promise<void> {
  const place = placeForm(deps, asked, from);
  await openModal(deps, triggerId, from, buildForm(asked.form, place, await lookUpFormFacts(deps, place)));
}

/** Opens the create form from the Home tab or from below a list. */
export async function onCreateButton(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  await acknowledge(deps.log, ack);
  await openForm(deps, click.triggerId, click.from, { form: "create", ...(isClusterName(click.value) ? { cluster: click.value } : {}) });
}

/** Opens the form that completes the command in the button's value. */
export async function onFormButton(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  await acknowledge(deps.log, ack);
  const asked = findFormOfLine(click.value);
  if (asked === undefined) return answerActor(deps, click.from, buildSentenceMessage(FORM_NOT_OPENED));
  await openForm(deps, click.triggerId, click.from, asked);
}

/** Redraws an open form after a change: more options, another cluster, or the keyspace whose tables it suggests. Input is kept. */
export async function onFormChanged(deps: Listening, { view, actionId }: Click, ack: () => Promise<void>): Promise<void> {
  await acknowledge(deps.log, ack);
  const verb = findFormVerb(view?.callback_id ?? "");
  if (view === undefined || verb === undefined) return;
  const before = readPlace(view.private_metadata);
  const place = updatePlace(before, view.state.values, actionId === ACTIONS.more);
  if (actionId !== ACTIONS.boxes && JSON.stringify(place) === JSON.stringify(before)) return;
  await updateModal(deps, view.id, buildForm(verb, place, await lookUpFormFacts(deps, place), view.state.values));
}

/** Handles a submitted form: shows mistakes beside their fields, and turns a valid form into the command that it stands for. */
export async function onForm(deps: Listening, submission: Submission, ack: AckForm): Promise<void> {
  const { view, by } = submission;
  const verb = findFormVerb(view.callback_id);
  if (verb === undefined) return acknowledge(deps.log, () => ack());
  const place = readPlace(view.private_metadata);
  const read = readForm(verb, view.state.values, place);
  if (read.kind === "errors") return acknowledge(deps.log, () => ack({ response_action: "errors", errors: { ...read.errors } }));
  const channel = chooseFormChannel(verb, submission, place);
  if (channel === undefined)
    return acknowledge(deps.log, () => ack({ response_action: "errors", errors: { [CHANNEL_FIELD]: "Choose a channel." } }));
  const from = { by, channel, ...(place.thread === undefined ? {} : { threadTs: place.thread }) };
  await takeForm(deps, submission, { from, text: read.command }, ack);
}

/** Records a form's command before the form closes. */
export async function takeForm(
  deps: Listening,
  submission: Submission,
  { from, text }: { readonly from: Addressee & { readonly channel: ChannelId }; readonly text: string },
  ack: AckForm,
): Promise<void> {
  const taken = await takeCommand(deps, { id: submission.id, ...from, text });
  if (taken.kind === "not-recorded") return acknowledge(deps.log, () => ack(answerFormError(submission, taken.message.text)));
  await acknowledge(deps.log, () => ack());
  if (taken.kind === "taken") return handOverCommand(deps, taken, from);
  if ("message" in taken) await answerActor(deps, from, taken.message);
}

function updatePlace(before: FormPlace, values: FormValues, more: boolean): FormPlace {
  const { source: _before, ...place } = before;
  const source = readField(values, "create-source");
  const cluster: string = readField(values, CLUSTER_FIELD);
  return {
    ...place,
    ...(isClusterName(cluster) ? { cluster } : {}),
    ...(isKeyspace(source) ? { source } : {}),
    ...(more || before.more === true ? { more: true } : {}),
  };
}

/** Looks up what the form says about the release; the lookup also requests names that are stale. */
async function lookUpFormFacts(deps: Listening, place: FormPlace): Promise<FormFacts> {
  const cluster: ClusterName = chooseFormCluster(deps, place);
  const { source } = place;
  const known = await finishInTime(deps.log, "The release for a form", RELEASE_WITHIN_MS, async () => {
    const [{ version }] = await Promise.all([
      deps.names.cluster(cluster),
      source === undefined ? undefined : deps.names.keyspace(cluster, source),
    ]);
    return version;
  });
  const version = known.kind === "done" ? known.value : undefined;
  return { clusters: deps.clusters.names, ...(version === undefined ? {} : { release: { cluster, version } }) };
}

/** A new move needs a channel for its card. For other verbs a form opened outside a channel answers the person directly. */
function chooseFormChannel(verb: FormVerb, { view, by }: Submission, { channel }: FormPlace): ChannelId | undefined {
  const chosen = channel ?? view.state.values[CHANNEL_FIELD]?.["value"]?.selected_conversation ?? (verb === "create" ? undefined : by);
  return chosen === undefined ? undefined : toChannelId(chosen);
}
