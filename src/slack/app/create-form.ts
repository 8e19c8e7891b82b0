import type { InputBlock, ModalView } from "@slack/types";
import { isClusterName } from "../../core/names.ts";
import type { ClusterName } from "../../core/names.ts";
import { channelId } from "../../core/people.ts";
import type { ChannelId } from "../../core/people.ts";
import { createForm, placeOf, readCreateForm } from "../create/form.ts";
import type { Addressee } from "../outbound/private-answer.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Click } from "./click.ts";
import { tell } from "./deps.ts";
import type { Listening } from "./deps.ts";
import { openModal } from "./open-modal.ts";
import { wholeFormError } from "./submission.ts";
import type { AckForm, Submission } from "./submission.ts";
import { NOT_RECORDED } from "./sentences.ts";
import { takeCommand } from "./take-command.ts";

const CHANNEL_FIELD = "create-channel";

/** The form for a new move. Opened where there is no channel, it asks for the one that gets the card. */
export async function openCreateForm(deps: Listening, triggerId: string, from: Addressee, cluster?: ClusterName): Promise<void> {
  const place = { ...(cluster === undefined ? {} : { cluster }), ...(from.channel === undefined ? {} : { channel: from.channel }) };
  const form = createForm(place);
  await openModal(deps, triggerId, from, from.channel === undefined ? withChannelField(form) : form);
}

/** The button on the Home tab, or under a list. */
export async function onCreateButton(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  await acknowledge(deps.log, ack);
  await openCreateForm(deps, click.triggerId, click.from, isClusterName(click.value) ? click.value : undefined);
}

/** The filled form: mistakes stay beside their fields, a good one becomes the command that it stands for. */
export async function onCreateForm(deps: Listening, submission: Submission, ack: AckForm): Promise<void> {
  const { view, by, id } = submission;
  const place = placeOf(view.private_metadata);
  const read = readCreateForm(view.state.values, place.cluster);
  if (read.kind === "errors") return acknowledge(deps.log, () => ack({ response_action: "errors", errors: { ...read.errors } }));
  const channel = channelOf(submission, place.channel);
  if (channel === undefined)
    return acknowledge(deps.log, () => ack({ response_action: "errors", errors: { [CHANNEL_FIELD]: "Choose a channel." } }));

  const taken = await takeCommand(deps, { id, by, channel, text: read.command });
  if (taken.kind === "not-recorded") return acknowledge(deps.log, () => ack(wholeFormError(submission, NOT_RECORDED)));
  await acknowledge(deps.log, () => ack());
  if (taken.kind === "taken") await taken.afterwards();
  if (taken.kind !== "form") await tell(deps, { by, channel }, taken.message);
}

function channelOf({ view }: Submission, known: string | undefined): ChannelId | undefined {
  const chosen = known ?? view.state.values[CHANNEL_FIELD]?.["value"]?.selected_conversation ?? undefined;
  return chosen === undefined ? undefined : channelId(chosen);
}

function withChannelField(form: ModalView): ModalView {
  const field: InputBlock = {
    type: "input",
    block_id: CHANNEL_FIELD,
    label: { type: "plain_text", text: "Channel" },
    hint: { type: "plain_text", text: "The card and its thread stand there. Tandem must be in it." },
    element: { type: "conversations_select", action_id: "value", filter: { include: ["public", "private"], exclude_bot_users: true } },
  };
  return { ...form, blocks: [...form.blocks, field] };
}
