import type { TypedName } from "../../../core/command/command.ts";
import { type MoveName, parseMoveId } from "../../../core/vitess/names.ts";
import { toChannelId } from "../../../core/people/people.ts";
import { handOver } from "../../../operations/hand-over.ts";
import { callOffLive, findCallOffRefusal } from "../../../operations/carry-out/call-off.ts";
import type { Addressee } from "../../web-api/private-answer.ts";
import { callOffResultWords } from "../../request/call-off.ts";
import { callOffForm, callOffPlace, readCallOffForm } from "../../request/call-off-form.ts";
import { acknowledge, runAfterAck, finishInTime, recordBeforeAck } from "../listener/acknowledge.ts";
import type { Click } from "./click.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import { openModal } from "./open-modal.ts";
import { CALL_OFF_NOT_CONFIRMED, buildPressMessage, buildSentenceMessage, STALE_BUTTON, STALE_FORM } from "../../web-api/sentences.ts";
import { type AckForm, type Submission, answerFormError } from "./submission.ts";

// Slack lets an app open a form only within three seconds of the trigger.
const CALL_OFF_LOOK_MS = 800;

/** Handles Call off…: opens the form for the reason. */
export async function onCallOffButton(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  await acknowledge(deps.log, ack);
  const name = parseMoveId(click.value);
  if (name === undefined) return answerActor(deps, click.from, buildSentenceMessage(STALE_BUTTON));
  await openCallOff(deps, click.triggerId, click.from, name);
}

/** Opens the form that asks for the reason; whoever cannot call anything off hears so at once, before typing one. */
export async function openCallOff(deps: Listening, triggerId: string, from: Addressee, name: MoveName): Promise<void> {
  const looked = await finishInTime(deps.log, "Looking what can be called off", CALL_OFF_LOOK_MS, () =>
    findCallOffRefusal(deps, name, from.by),
  );
  const refusal = looked.kind === "done" ? looked.value : undefined;
  if (refusal !== undefined) return answerActor(deps, from, buildSentenceMessage(callOffResultWords(refusal, name, Date.now())));
  const { channel, threadTs: thread } = from;
  const place = { name, ...(channel === undefined ? {} : { channel }), ...(thread === undefined ? {} : { thread }) };
  await openModal(deps, triggerId, from, callOffForm(place));
}

/** Resolves a typed name to a move, with the channel's default cluster where it names none. */
export function completeNameHere(
  { clusters }: Pick<Listening, "clusters">,
  { cluster, ...name }: TypedName,
  { channel }: Addressee,
): MoveName {
  return { ...name, cluster: cluster ?? (channel === undefined ? clusters.defaultCluster : clusters.defaultFor(channel)) };
}

/** Handles the submitted reason: ends what is live in the store before the form closes. */
export async function onCallOffForm(deps: Listening, submission: Submission, ack: AckForm): Promise<void> {
  const { view, by } = submission;
  const place = callOffPlace(view.private_metadata);
  if (place === undefined) return acknowledge(deps.log, () => ack(answerFormError(submission, STALE_FORM)));
  const read = readCallOffForm(view.state.values);
  if (read.kind === "errors") return acknowledge(deps.log, () => ack({ response_action: "errors", errors: { ...read.errors } }));
  const { name, channel, thread } = place;
  const written = await recordBeforeAck(deps, async () => {
    const called = await callOffLive(deps, name, { by, reason: read.reason });
    return { ...called, now: await deps.records.now() };
  });
  if (written.kind === "failed") return acknowledge(deps.log, () => ack(answerFormError(submission, CALL_OFF_NOT_CONFIRMED)));
  await acknowledge(deps.log, () => ack());
  const { result, wanted, now } = written.value;
  await runAfterAck(deps.log, "What follows from a call-off", () => handOver(deps, wanted));
  const from = {
    by,
    ...(channel === undefined ? {} : { channel: toChannelId(channel) }),
    ...(thread === undefined ? {} : { threadTs: thread }),
  };
  await answerActor(deps, from, buildPressMessage(callOffResultWords(result, name, now), written));
}
