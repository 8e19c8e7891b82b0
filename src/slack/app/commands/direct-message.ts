import type { KnownEventFromType } from "@slack/bolt";
import { parse } from "../../../command/parse.ts";
import { parseQualifiedWorkflow } from "../../../core/vitess/names.ts";
import { toChannelId, toPersonId, toRequestId } from "../../../core/people/people.ts";
import { buildSentenceMessage, MENTION_LATE } from "../../web-api/sentences.ts";
import { toEventActor } from "../listener/event-actor.ts";
import type { Actor } from "../listener/insiders.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import { showStart } from "../taking/take-command.ts";
import { classifyFreshness, type MentionEvent } from "./fresh-mention.ts";
import { takeWritten, withoutMention } from "./mention.ts";

/** What somebody wrote to Tandem in their direct messages. */
export interface DirectMessage {
  readonly ts: string;
  readonly text: string;
  readonly isLate: boolean;
  readonly actor: Actor;
}

/**
 * Undefined for all that is no new direct message of a person's: Slack also reports edits and what apps write
 * (docs/facts/slack-delivery.md#direct-messages).
 */
export function readDirectMessage(
  event: KnownEventFromType<"message">,
  envelope: Parameters<typeof toEventActor>[1],
): DirectMessage | undefined {
  const written: MentionEvent & { readonly channel_type?: string; readonly text?: string } = event;
  if (written.channel_type !== "im") return undefined;
  const freshness = classifyFreshness(written, Date.now());
  if (freshness === "touched" || freshness === "edited") return undefined;
  return { ts: written.ts, text: written.text ?? "", isLate: freshness === "late", actor: toEventActor(written, envelope) };
}

/**
 * Answers in somebody's direct messages: a command runs as everywhere, and to anything else, such as a greeting, Tandem tells what runs and
 * what waits for them. The message's `ts` is the command's id, so a repeated delivery is still one command.
 */
export async function onDirectMessage(deps: Listening, { ts, text, isLate, actor }: DirectMessage, botUserId: string): Promise<void> {
  const by = toPersonId(actor.user);
  if (isLate) return answerActor(deps, { by }, buildSentenceMessage(MENTION_LATE));
  const typed = withoutMention(text, botUserId);
  if (!isMeantAsCommand(typed)) return answerActor(deps, { by }, await showStart(deps, by));
  // A person's own id stands for the channel of their direct messages.
  const inbound = { id: toRequestId(`direct-${by}-${ts}`), by, channel: toChannelId(by), text: typed };
  await takeWritten(deps, inbound, parse(typed), { by });
}

/** A line is meant as a command if it begins with a verb, or names a workflow although its verb is misspelt. */
function isMeantAsCommand(text: string): boolean {
  const words = text.split(/\s+/u);
  const first = parse(words[0] ?? "");
  const isNone = first.kind === "refused" && NO_VERB.has(first.reason);
  return text !== "" && (!isNone || words.some((word) => parseQualifiedWorkflow(word) !== undefined));
}

// "what's" opens a quote.
const NO_VERB: ReadonlySet<string> = new Set(["unknown-verb", "verb-missing", "verb-not-ours", "unclosed-quote", "second-command"]);
