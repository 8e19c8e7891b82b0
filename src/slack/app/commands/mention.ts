import type { Button } from "@slack/types";
import { parse } from "../../../command/parse.ts";
import type { Parsed } from "../../../command/parsed.ts";
import { toChannelId, type ChannelId, toPersonId, toRequestId } from "../../../core/people/people.ts";
import type { Inbound } from "../../../operations/records.ts";
import { viewMove } from "../../../operations/moves/show-moves.ts";
import { ACTIONS } from "../../actions.ts";
import { buildActions, buildButton, buildSection } from "../../blocks/build.ts";
import type { Sendable } from "../../web-api/send.ts";
import { MOVE_BUTTONS } from "../../move/buttons.ts";
import { completeNameHere } from "../buttons/call-off.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import type { Addressee } from "../../web-api/private-answer.ts";
import type { Freshness, MentionEvent } from "./fresh-mention.ts";
import { MENTION_EDITED, MENTION_LATE, NOT_FOUND_HERE, NOT_RECORDED, buildSentenceMessage } from "../../web-api/sentences.ts";
import { handOverCommand } from "../taking/say-if-slow.ts";
import { takeCommand } from "../taking/take-command.ts";
import { finishInTime, WRITE_WITHIN_MS } from "../listener/acknowledge.ts";
import { renderNextStep } from "../../answer/next-step.ts";
import { findMoveOfThread } from "./thread-move.ts";
import { readThreadWord, THREAD_HELP } from "./thread-words.ts";

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

export function addressMention({ user, channel, threadTs }: Mention): Addressee & { readonly channel: ChannelId } {
  return { by: toPersonId(user), channel: toChannelId(channel), ...(threadTs === undefined ? {} : { threadTs }) };
}

/**
 * Handles `@Tandem status` and the like, for threads, where Slack has no slash commands. Without a name it means the move whose thread this is,
 * and nothing but the mention asks for its status. Bolt acknowledges events by itself, so Tandem loses an event only if the process dies before
 * recording it.
 *
 * Slack sends `app_mention` again, with another event id, when an old message is edited or a link in it unfurls. A message is a command
 * once, when it is new: its `ts` is the command's id.
 */
export async function onMention(deps: Listening, mention: Mention, botUserId: string): Promise<void> {
  const from = addressMention(mention);
  const { freshness } = mention;
  if (freshness === "edited") return answerActor(deps, from, buildSentenceMessage(MENTION_EDITED));
  if (freshness === "late") return answerActor(deps, from, buildSentenceMessage(MENTION_LATE));
  const typed = withoutMention(mention.text, botUserId);
  const read = await finishInTime(deps.log, "Looking for a thread's move", WRITE_WITHIN_MS, () => readInPlace(deps, typed, from));
  if (read.kind === "failed") return answerActor(deps, from, buildSentenceMessage(NOT_RECORDED));
  if ("message" in read.value) return answerActor(deps, from, read.value.message);
  const { text, parsed } = read.value;
  await takeWritten(deps, { id: toRequestId(`mention-${mention.channel}-${mention.ts}`), ...from, text }, parsed, from);
}

/** What somebody wrote to Tandem, without Tandem's own name. */
export function withoutMention(text: string, botUserId: string): string {
  return text.replaceAll(`<@${botUserId}>`, " ").trim();
}

/** A written message as a command: its text with the thread's move, and how it reads. */
interface WrittenCommand {
  readonly text: string;
  readonly parsed: Parsed;
}

/** Takes a command that came as a message, which can only offer a form. */
export async function takeWritten(deps: Listening, inbound: Omit<Inbound, "receivedAt">, parsed: Parsed, to: Addressee): Promise<void> {
  const taken = await takeCommand(deps, inbound, parsed);
  if (taken.kind === "form")
    return answerActor(deps, to, offerForm(buildButton("Open the form…", ACTIONS.form, inbound.text, { style: "primary" })));
  if (taken.kind === "call-off") return answerActor(deps, to, offerForm(MOVE_BUTTONS.callOff(completeNameHere(deps, taken.name, to))));
  if (taken.kind === "taken") return handOverCommand(deps, taken, to);
  await answerActor(deps, to, taken.message);
}

/** A mention cannot open a form; only a press or a slash command can. */
function offerForm(opener: Button): Sendable {
  const asks = "A form opens with a press.";
  return { text: asks, blocks: [buildSection(asks), ...buildActions(opener)] };
}

/**
 * Parses the text. In a move's thread a command without a name means that move, and some words have an answer of their own; elsewhere
 * nothing does.
 */
async function readInPlace(
  deps: Listening,
  text: string,
  { channel, threadTs }: Addressee & { readonly channel: ChannelId },
): Promise<WrittenCommand | { readonly message: Sendable }> {
  const parsed = parse(text);
  const word = readThreadWord(text);
  const isUnknown = parsed.kind === "refused" && parsed.reason === "unknown-verb";
  if (threadTs === undefined || !(word !== undefined || isUnknown || lacksName(parsed))) return { text, parsed };
  const move = await findMoveOfThread(deps.records, channel, threadTs);
  if (move === undefined) return lacksName(parsed) ? { message: buildSentenceMessage(NOT_FOUND_HERE) } : { text, parsed };
  if (word === "next") return { message: renderNextStep(await viewMove(deps, move), { forFollower: channel !== move.channel }) };
  if (word === undefined && isUnknown) return { message: buildSentenceMessage(THREAD_HELP) };
  const { cluster, targetKeyspace, workflow } = move.name;
  const named = `${word ?? text} --cluster=${cluster} --target-keyspace=${targetKeyspace} --workflow=${workflow}`;
  return { text: named, parsed: parse(named) };
}

/** A bare `switch` would open a form to ask for the move, but the thread already names it; only `create` never means the thread's move. */
function lacksName(parsed: Parsed): boolean {
  if (parsed.kind === "refused") return parsed.reason === "name-missing";
  const { command } = parsed;
  return command.verb === "form" && command.form !== "create" && command.name === undefined;
}
