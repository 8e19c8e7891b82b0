import type { Button } from "@slack/types";
import { parse } from "../../../command/parse.ts";
import type { Parsed } from "../../../command/parsed.ts";
import { moveId, type MoveName } from "../../../core/vitess/names.ts";
import { toChannelId, type ChannelId, toPersonId, toRequestId } from "../../../core/people/people.ts";
import type { Records } from "../../../operations/records.ts";
import { ACTIONS } from "../../actions.ts";
import { buildActions, buildButton, buildSection } from "../../blocks/build.ts";
import type { Sendable } from "../../web-api/send.ts";
import { MOVE_BUTTONS } from "../../move/buttons.ts";
import { completeNameHere } from "../buttons/call-off.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import type { Addressee } from "../../web-api/private-answer.ts";
import type { Actor } from "../listener/insiders.ts";
import type { Freshness, MentionEvent } from "./fresh-mention.ts";
import { MENTION_EDITED, MENTION_LATE, NOT_FOUND_HERE, NOT_RECORDED, buildSentenceMessage } from "../../web-api/sentences.ts";
import { handOverCommand } from "../taking/say-if-slow.ts";
import { takeCommand } from "../taking/take-command.ts";
import { finishInTime, WRITE_WITHIN_MS } from "../listener/acknowledge.ts";
import { toCardKey } from "../../move/card-key.ts";

/** A mention, reduced to what Tandem uses. */
export interface Mention {
  readonly ts: string;
  readonly freshness: Exclude<Freshness, "touched">;
  readonly user: string;
  readonly channel: string;
  readonly text: string;
  readonly threadTs?: string;
}

/** Reads a mention from its event. */
export function readMention(
  event: MentionEvent & { readonly channel: string; readonly text: string },
  freshness: Mention["freshness"],
): Mention {
  const { user = "", channel, text, ts, thread_ts: threadTs } = event;
  return { user, channel, text, ts, freshness, ...(threadTs === undefined ? {} : { threadTs }) };
}

/** Includes the author's workspace, which Slack's event names in a shared channel. */
export function toMentionActor({ user = "", user_team: team }: MentionEvent): Actor {
  return { user, ...(team === undefined ? {} : { team }) };
}

export function addressMention({ user, channel, threadTs }: Mention): Addressee & { readonly channel: ChannelId } {
  return { by: toPersonId(user), channel: toChannelId(channel), ...(threadTs === undefined ? {} : { threadTs }) };
}

/**
 * Handles `@Tandem status` and the like, for threads, where Slack has no slash commands. Without a name it means the move whose thread this
 * is. Bolt acknowledges events by itself, so Tandem loses an event only if the process dies before recording it.
 *
 * Slack sends `app_mention` again, with another event id, when an old message is edited or a link in it unfurls. A message is a command
 * once, when it is new: its `ts` is the command's id.
 */
export async function onMention(deps: Listening, mention: Mention, botUserId: string): Promise<void> {
  const from = addressMention(mention);
  const { freshness } = mention;
  if (freshness === "edited") return answerActor(deps, from, buildSentenceMessage(MENTION_EDITED));
  if (freshness === "late") return answerActor(deps, from, buildSentenceMessage(MENTION_LATE));
  const typed = mention.text.replaceAll(`<@${botUserId}>`, " ").trim();
  const completed = await finishInTime(deps.log, "Looking for a thread's move", WRITE_WITHIN_MS, () =>
    withName(deps.records, typed, from.channel, mention.threadTs),
  );
  if (completed.kind === "failed") return answerActor(deps, from, buildSentenceMessage(NOT_RECORDED));
  if (completed.value === undefined) return answerActor(deps, from, buildSentenceMessage(NOT_FOUND_HERE));

  const { text, parsed } = completed.value;
  const taken = await takeCommand(deps, { id: toRequestId(`mention-${mention.channel}-${mention.ts}`), ...from, text }, parsed);
  if (taken.kind === "form")
    return answerActor(deps, from, offerForm(buildButton("Open the form…", ACTIONS.form, text, { style: "primary" })));
  if (taken.kind === "call-off") return answerActor(deps, from, offerForm(MOVE_BUTTONS.callOff(completeNameHere(deps, taken.name, from))));
  if (taken.kind === "taken") return handOverCommand(deps, taken, from);
  await answerActor(deps, from, taken.message);
}

/** A mention cannot open a form; only a press or a slash command can. */
function offerForm(opener: Button): Sendable {
  const asks = "A form opens with a press.";
  return { text: asks, blocks: [buildSection(asks), ...buildActions(opener)] };
}

/** Parses the text, with the thread's move if it names none. Undefined when this is no move's thread. */
async function withName(
  records: Records,
  text: string,
  channel: ChannelId,
  threadTs: string | undefined,
): Promise<{ readonly text: string; readonly parsed: Parsed } | undefined> {
  const parsed = parse(text);
  if (threadTs === undefined || !lacksName(parsed)) return { text, parsed };
  const move = await moveOfThread(records, channel, threadTs);
  if (move === undefined) return undefined;
  const named = `${text} --cluster=${move.cluster} --target-keyspace=${move.targetKeyspace} --workflow=${move.workflow}`;
  return { text: named, parsed: parse(named) };
}

/** A bare `switch` would open a form to ask for the move, but the thread already names it; only `create` never means the thread's move. */
function lacksName(parsed: Parsed): boolean {
  if (parsed.kind === "refused") return parsed.reason === "name-missing";
  const { command } = parsed;
  return command.verb === "form" && command.form !== "create" && command.name === undefined;
}

async function moveOfThread(records: Records, channel: ChannelId, threadTs: string): Promise<MoveName | undefined> {
  const moves = await records.moves.active();
  const cards = await Promise.all(moves.map(({ name }) => records.message(toCardKey(moveId(name), channel))));
  return moves[cards.findIndex((card) => card?.ts === threadTs)]?.name;
}
