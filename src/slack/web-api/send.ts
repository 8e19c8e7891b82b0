import type { MessageMetadata, WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import type { Block } from "../blocks/block.ts";
import { checkMessage } from "../blocks/check.ts";
import { LIMITS } from "../blocks/limits.ts";
import { findYoung, replaceYoung } from "../blocks/twin.ts";
import { Fault } from "../../operations/fault.ts";
import { callWithinBudget, type Spender } from "./budget.ts";
import { callSlack, isUnshowable, SlackRefused } from "./faults.ts";
import { type RefusedBlock, type RefusedBlocks, replaceRefused } from "./refused-blocks.ts";

/** What a renderer returns: the notification's text, and the blocks. */
export interface Sendable {
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Where a message goes. `broadcast` also shows a thread's line in the channel. */
export interface Place {
  readonly channel: string;
  readonly threadTs?: string;
  readonly broadcast?: boolean;
}

export interface Sender {
  readonly client: WebClient;
  readonly log: Logger;
  readonly refused: RefusedBlocks;
}

/**
 * Posts a message and returns its ts. If Slack refuses the blocks it posts the text alone, so that a bug in one rendering never holds up
 * the thread behind it. Throws {@link RateLimited}, having sent nothing, if the channel's budget is spent.
 */
export async function post(sender: Sender & Spender, place: Place, message: Sendable, metadata: MessageMetadata): Promise<string> {
  const { postMessage } = sender.client.chat;
  const common = { channel: place.channel, metadata, unfurl_links: false, unfurl_media: false };
  const where = place.threadTs === undefined ? common : { ...common, thread_ts: place.threadTs, reply_broadcast: place.broadcast === true };
  const send = (content: Content) => callSlack("chat.postMessage", () => postMessage({ ...where, ...content }));
  const answer = await callWithinBudget(sender, "chat.postMessage", place.channel, () => withBlocksIfTaken(sender, message, send));
  if (answer.ts === undefined) throw new Fault("unexpected", "Slack answered chat.postMessage without a ts");
  return answer.ts;
}

/**
 * Replaces a message's content. Calling it twice leaves the same message. Throws {@link RateLimited}, having sent nothing, if the
 * workspace's budget is spent.
 */
export async function update(
  sender: Sender & Spender,
  at: { readonly channel: string; readonly ts: string },
  message: Sendable,
): Promise<void> {
  const { chat } = sender.client;
  const send = (content: Content) => callSlack("chat.update", () => chat.update({ channel: at.channel, ts: at.ts, ...content }));
  await callWithinBudget(sender, "chat.update", at.channel, () => withBlocksIfTaken(sender, message, send));
}

/** A message's content as Slack's methods take it; an empty list of blocks removes those that were there. */
export interface Content {
  text: string;
  blocks: Block[];
}

/**
 * Sends a message. Young blocks that this workspace is known to refuse are sent as their plain twins; ones that it refuses now are
 * replaced, one kind after the other, sent again at once, and noted. Text alone goes out only if Slack takes no form of the blocks.
 */
export async function withBlocksIfTaken<T>(
  { log, refused }: Pick<Sender, "log" | "refused">,
  message: Sendable,
  send: (content: Content) => Promise<T>,
): Promise<T> {
  const found: RefusedBlock[] = [];
  let blocks = await replaceRefused(refused, message.blocks);
  for (;;) {
    const answer = await sendUnlessRefused({ ...message, blocks }, send);
    if ("sent" in answer) {
      await refused.noteRefused(found);
      await refused.noteTaken(findYoung(blocks));
      return answer.sent;
    }
    const refusals = findRefused(answer.refusal, blocks);
    const kinds = refusals.map(({ kind }) => kind);
    log.error({ err: answer.refusal, kinds }, "A message's blocks cannot be shown; it is sent in a simpler form");
    if (kinds.length === 0) return send({ text: message.text.slice(0, LIMITS.text), blocks: [] });
    found.push(...refusals);
    blocks = replaceYoung(blocks, (kind) => kinds.includes(kind));
  }
}

async function sendUnlessRefused<T>(
  message: Sendable,
  send: (content: Content) => Promise<T>,
): Promise<{ readonly sent: T } | { readonly refusal: Unshowable | SlackRefused }> {
  try {
    return { sent: await send(toContent(message)) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { refusal: error };
  }
}

class Unshowable extends Error {}

function isRefusal(error: unknown): error is Unshowable | SlackRefused {
  return error instanceof Unshowable || isUnshowable(error);
}

/** The young blocks that Slack points at or, where it points at none, all of them; nothing where it points at other blocks alone. */
function findRefused(error: Unshowable | SlackRefused, blocks: readonly Block[]): readonly RefusedBlock[] {
  if (!(error instanceof SlackRefused)) return [];
  const { blocksAtFault, typesAtFault } = error;
  const atFault = blocksAtFault.length === 0 ? blocks : blocks.filter((_, at) => blocksAtFault.includes(at));
  const unknown = blocks.filter((_, at) => typesAtFault.includes(at));
  return findYoung(atFault).map((kind) => ({
    kind,
    isType: unknown.some(({ type }) => type === kind),
    content: JSON.stringify(atFault.filter(({ type }) => type === kind)),
  }));
}

function toContent(message: Sendable): Content {
  try {
    checkMessage(message);
  } catch (error) {
    throw new Unshowable(error instanceof Error ? error.message : String(error));
  }
  return { text: message.text, blocks: [...message.blocks] };
}
