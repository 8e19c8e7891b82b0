import type { KnownBlock, MessageMetadata, WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import { checkMessage } from "../blocks/check.ts";
import { LIMITS } from "../blocks/limits.ts";
import { Fault } from "../../operations/fault.ts";
import { callSlack, isUnshowable } from "./faults.ts";

/** What a renderer returns: the notification's text, and the blocks. */
export interface Sendable {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** A message to post, with a simpler form for when Slack refuses its blocks. */
export interface Postable extends Sendable {
  readonly simpler?: () => Sendable;
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
}

/**
 * Posts a message and returns its ts. If Slack refuses the blocks it posts the text alone, so that a bug in one rendering never holds up
 * the thread behind it.
 */
export async function post(sender: Sender, place: Place, message: Postable, metadata: MessageMetadata): Promise<string> {
  const { postMessage } = sender.client.chat;
  const common = { channel: place.channel, metadata, unfurl_links: false, unfurl_media: false };
  const where = place.threadTs === undefined ? common : { ...common, thread_ts: place.threadTs, reply_broadcast: place.broadcast === true };
  const send = (content: Content) => callSlack("chat.postMessage", () => postMessage({ ...where, ...content }));
  const answer = await withBlocksIfTaken(sender, message, send);
  if (answer.ts === undefined) throw new Fault("unexpected", "Slack answered chat.postMessage without a ts");
  return answer.ts;
}

/** Replaces a message's content. Calling it twice leaves the same message. */
export async function update(sender: Sender, at: { readonly channel: string; readonly ts: string }, message: Sendable): Promise<void> {
  const { client } = sender;
  await withBlocksIfTaken(sender, message, (content) =>
    callSlack("chat.update", () => client.chat.update({ channel: at.channel, ts: at.ts, ...content })),
  );
}

/** A message's content as Slack's methods take it; an empty list of blocks removes those that were there. */
export interface Content {
  text: string;
  blocks: KnownBlock[];
}

/** Tries a message with its blocks, then in its simpler form if it has one, then with its text alone. */
export async function withBlocksIfTaken<T>(
  { log }: Pick<Sender, "log">,
  message: Postable,
  send: (content: Content) => Promise<T>,
): Promise<T> {
  const { simpler } = message;
  for (const form of [() => message, ...(simpler === undefined ? [] : [simpler])]) {
    try {
      const { text, blocks } = checkSendable(form());
      return await send({ text, blocks: [...blocks] });
    } catch (error) {
      if (!(error instanceof Unshowable) && !isUnshowable(error)) throw error;
      log.error({ err: error }, "A message's blocks cannot be shown; it is sent in a simpler form");
    }
  }
  return send({ text: message.text.slice(0, LIMITS.text), blocks: [] });
}

class Unshowable extends Error {}

function checkSendable(message: Sendable): Sendable {
  try {
    checkMessage(message);
    return message;
  } catch (error) {
    throw new Unshowable(error instanceof Error ? error.message : String(error));
  }
}
