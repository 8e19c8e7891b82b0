import type { ChannelId, PersonId } from "../../core/people/people.ts";
import { buildModal } from "../blocks/modal.ts";
import { withoutYoung } from "../blocks/twin.ts";
import { callSlack, SlackRefused } from "./faults.ts";
import { replaceRefused } from "./refused-blocks.ts";
import { type Sendable, type Sender, withBlocksIfTaken } from "./send.ts";

/** The person to answer, and the known ways to reach them. */
export interface Addressee {
  readonly by: PersonId;
  readonly channel?: ChannelId;
  readonly threadTs?: string;
  /** Set only while it is valid: the caller knows when Slack issued it. */
  readonly responseUrl?: string;
  /** A response URL that answers where the person is not looking: the last resort. */
  readonly lastResponseUrl?: string;
  /** The open modal in which the person pressed: the answer takes its place, for there they look. */
  readonly modal?: string;
}

const RESPONSE_TIMEOUT_MS = 5_000;

/**
 * Sends a message to one person and nobody else: in their open modal, else by the response URL, else as an ephemeral message, else as a
 * direct message (for a channel that Tandem is not in), else by the last response URL. Throws a Fault when no way worked. Sending it twice
 * is harmless.
 */
export async function answerPrivately(sender: Sender, to: Addressee, message: Sendable): Promise<void> {
  if (to.modal !== undefined && (await answerInModal(sender, to.modal, message))) return;
  if (to.responseUrl !== undefined && (await answerByUrl(sender, to.responseUrl, to.threadTs, message))) return;
  try {
    await answerByMessage(sender, to, message);
  } catch (error) {
    const isAnswered = to.lastResponseUrl !== undefined && (await answerByUrl(sender, to.lastResponseUrl, undefined, message));
    if (!isAnswered) throw error;
  }
}

/** False when the person has closed it meanwhile. */
async function answerInModal({ client, log }: Sender, viewId: string, { blocks }: Sendable): Promise<boolean> {
  const view = buildModal("Tandem", withoutYoung(blocks));
  try {
    await callSlack("views.update", () => client.views.update({ view_id: viewId, view }));
    return true;
  } catch (error) {
    log.info({ err: error }, "A modal did not take an answer; it goes another way");
    return false;
  }
}

async function answerByMessage(sender: Sender, to: Addressee, message: Sendable): Promise<void> {
  if (to.channel !== undefined && (await answerInChannel(sender, to, to.channel, message))) return;
  const { postMessage } = sender.client.chat;
  await withBlocksIfTaken(sender, message, (content) =>
    callSlack("chat.postMessage", () => postMessage({ channel: to.by, ...content, unfurl_links: false, unfurl_media: false })),
  );
}

async function answerByUrl({ log, refused }: Sender, url: string, threadTs: string | undefined, message: Sendable): Promise<boolean> {
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  const blocks = await replaceRefused(refused, message.blocks);
  const quiet = { unfurl_links: false, unfurl_media: false };
  const body = { response_type: "ephemeral", replace_original: false, ...thread, ...message, blocks, ...quiet };
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS),
    });
    if (!answer.ok) log.info({ status: answer.status }, "A response URL did not take an answer; it goes another way");
    return answer.ok;
  } catch (error) {
    log.warn({ err: error }, "A response URL did not answer; the answer goes another way");
    return false;
  }
}

async function answerInChannel(sender: Sender, to: Addressee, channel: ChannelId, message: Sendable): Promise<boolean> {
  const thread = to.threadTs === undefined ? {} : { thread_ts: to.threadTs };
  try {
    await withBlocksIfTaken(sender, message, (content) =>
      callSlack("chat.postEphemeral", () => sender.client.chat.postEphemeral({ channel, user: to.by, ...thread, ...content })),
    );
    return true;
  } catch (error) {
    if (!(error instanceof SlackRefused) || error.kind === "denied") throw error;
    return false;
  }
}
