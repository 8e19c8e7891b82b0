import type { MoveView } from "../../../core/command/answers.ts";
import type { Move } from "../../../core/move/moves.ts";
import { toChannelId, toPersonId } from "../../../core/people/people.ts";
import { isMoveId } from "../../../core/vitess/names.ts";
import { viewMove } from "../../../operations/moves/show-moves.ts";
import { formatPlaceOf } from "../../forms/place.ts";
import { renderMovePanel } from "../../move/panel.ts";
import type { Addressee } from "../../web-api/private-answer.ts";
import { buildSentenceMessage, NO_MOVE_OF_MESSAGE, NOT_READ, STALE_BUTTON } from "../../web-api/sentences.ts";
import type { Click } from "../buttons/click.ts";
import { MODAL_LOOK_MS, openModal } from "../buttons/open-modal.ts";
import { findMoveOfThread } from "../commands/thread-move.ts";
import { acknowledge, finishInTime } from "../listener/acknowledge.ts";
import { type Listening, answerActor } from "../listener/deps.ts";

/** A shortcut chosen in the menu of a message, reduced to what Tandem uses. */
export interface ChosenShortcut {
  readonly triggerId: string;
  /** `threadTs`: the message itself if it heads no thread yet. */
  readonly from: Addressee & Required<Pick<Addressee, "channel" | "threadTs">>;
}

/** The fields of Slack's `message_action` that say who chose it, and on which message (docs/facts/slack-delivery.md#shortcuts). */
interface ShortcutBody {
  readonly trigger_id: string;
  readonly user: { readonly id: string };
  readonly channel: { readonly id: string };
  readonly message_ts: string;
  readonly message: { readonly ts: string; readonly thread_ts?: unknown };
}

/** Reads a shortcut from Slack's payload. Its answers are ephemeral messages in the thread, which need no response URL. */
export function readShortcut({ trigger_id: triggerId, user, channel, message_ts: ts, message }: ShortcutBody): ChosenShortcut {
  const threadTs = typeof message.thread_ts === "string" ? message.thread_ts : ts;
  return { triggerId, from: { by: toPersonId(user.id), channel: toChannelId(channel.id), threadTs } };
}

/** Opens the panel of the move in whose thread the message is; says so if it belongs to none. Changes nothing. */
export async function onMoveShortcut(deps: Listening, { triggerId, from }: ChosenShortcut, ack: () => Promise<void>): Promise<void> {
  await acknowledge(deps.log, ack);
  await openPanel(deps, { triggerId, from }, () => findMoveOfThread(deps.records, from.channel, from.threadTs), NO_MOVE_OF_MESSAGE);
}

/** Handles Open beside a move. Changes nothing. */
export async function onOpenMove(deps: Listening, { value, triggerId, from }: Click, ack: () => Promise<void>): Promise<void> {
  await acknowledge(deps.log, ack);
  const find = async (): Promise<Move | undefined> => (isMoveId(value) ? deps.records.moves.get(value) : undefined);
  await openPanel(deps, { triggerId, from }, find, STALE_BUTTON);
}

async function openPanel(
  deps: Listening,
  { triggerId, from }: Pick<Click, "triggerId" | "from">,
  find: () => Promise<Move | undefined>,
  missing: string,
): Promise<void> {
  const looked = await finishInTime(deps.log, "Looking for the actions of a move", MODAL_LOOK_MS, async () => {
    const move = await find();
    return move === undefined ? undefined : viewMove(deps, move);
  });
  if (looked.kind === "failed") return answerActor(deps, from, buildSentenceMessage(NOT_READ));
  if (looked.value === undefined) return answerActor(deps, from, buildSentenceMessage(missing));
  await openModal(deps, triggerId, from, drawPanel(looked.value, from));
}

function drawPanel(view: MoveView, from: Addressee) {
  const forFollower = from.channel !== undefined && from.channel !== view.situation.known.move.channel;
  return renderMovePanel(view, { forFollower, metadata: formatPlaceOf(from) });
}
