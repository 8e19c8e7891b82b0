import { channelId } from "../../core/people/people.ts";
import type { Records } from "../../operations/records.ts";
import { RateLimited, SlackRefused } from "../web-api/faults.ts";
import { findMarked, type Mark, metadataOf } from "./marks.ts";
import { type Place, post, type Postable, type Sender } from "../web-api/send.ts";

export interface OnceDeps extends Sender {
  readonly records: Pick<Records, "message" | "saveMessage" | "forgetMessage">;
}

/**
 * Posts a marked message once, and returns its ts, however often it is called until the caller has written down that it is posted. It keeps
 * the intent before the call, and after a call whose end it does not know looks for the message first: Slack may have stored it although
 * the answer was lost (docs/facts/slack-delivery.md#lost-answer). If Slack refuses the blocks it posts the message's simpler form.
 */
export async function postOnce(deps: OnceDeps, place: Place, message: Postable, mark: Mark): Promise<string> {
  const intent = intentKey(place, mark);
  const what = intentOf(place, mark);
  const earlier = await deps.records.message(intent);
  if (earlier?.shows === what) {
    const ts = await lookFor(deps, place, mark);
    if (ts !== undefined) return ts;
  }
  await deps.records.saveMessage(intent, { channel: channelId(place.channel), ts: "", shows: what });
  try {
    return await post(deps, place, message, metadataOf(mark));
  } catch (error) {
    if (error instanceof RateLimited || error instanceof SlackRefused) await deps.records.forgetMessage(intent);
    throw error;
  }
}

/** For after the message's ts was written down. Forgetting it again, or never, costs one search later on. */
export async function forgetIntent(deps: Pick<OnceDeps, "records">, place: Place, mark: Mark): Promise<void> {
  await deps.records.forgetMessage(intentKey(place, mark));
}

/** One intent for a whole thread: its lines are posted one after the other, and an older line's intent means nothing any more. */
function intentKey({ channel }: Place, mark: Mark): string {
  if (mark.kind === "card") return `posting:card:${mark.move}:${channel}`;
  if (mark.kind === "notice") return `posting:notice:${mark.notice}`;
  return mark.kind === "entry" ? `posting:entry:${mark.move}` : `posting:request:${mark.request}`;
}

function intentOf(place: Place, mark: Mark): string {
  return `${place.threadTs ?? place.channel} ${mark.kind === "entry" ? mark.seq : ""}`;
}

/** Without the right to read the channel a message may be posted twice; never posting it would be worse. */
async function lookFor(deps: OnceDeps, place: Place, mark: Mark): Promise<string | undefined> {
  try {
    return await findMarked(deps.client, place, mark);
  } catch (error) {
    if (!(error instanceof SlackRefused) || error.kind !== "denied") throw error;
    deps.log.warn({ channel: place.channel, err: error }, "Cannot look for a message whose posting broke off; it may appear twice");
    return undefined;
  }
}
