import { toChannelId } from "../../core/people/people.ts";
import type { Records } from "../../operations/records.ts";
import type { Spender } from "../web-api/budget.ts";
import { RateLimited, SlackRefused } from "../web-api/faults.ts";
import { findMarked, type Mark, toMetadata } from "./marks.ts";
import { type Place, post, type Sendable, type Sender } from "../web-api/send.ts";

export interface OnceDeps extends Sender, Spender {
  readonly records: Pick<Records, "message" | "saveMessage" | "forgetMessage"> & Spender["records"];
}

/**
 * Posts a marked message once and returns its ts, however often it is called before the caller records that it is posted. It records the
 * intent before the call; if an earlier call's outcome is unknown it looks for the message first, because Slack may have stored it although
 * the answer was lost (docs/facts/slack-delivery.md#lost-answer). If Slack refuses young blocks it posts their plain twins.
 */
export async function postOnce(deps: OnceDeps, place: Place, message: Sendable, mark: Mark): Promise<string> {
  const intent = toIntentKey(place, mark);
  const what = formatIntent(place, mark);
  const earlier = await deps.records.message(intent);
  if (earlier?.shows === what) {
    const ts = await lookFor(deps, place, mark);
    if (ts !== undefined) return ts;
  }
  await deps.records.saveMessage(intent, { channel: toChannelId(place.channel), ts: "", shows: what });
  try {
    return await post(deps, place, message, toMetadata(mark));
  } catch (error) {
    if (error instanceof RateLimited || error instanceof SlackRefused) await deps.records.forgetMessage(intent);
    throw error;
  }
}

/** Forgets the intent; call it after recording the message's ts. Calling it late or never costs one search later on. */
export async function forgetIntent(deps: Pick<OnceDeps, "records">, place: Place, mark: Mark): Promise<void> {
  await deps.records.forgetMessage(toIntentKey(place, mark));
}

/** One intent serves a whole thread: its lines are posted one after the other, and an older line's intent no longer matters. */
function toIntentKey({ channel }: Place, mark: Mark): string {
  if (mark.kind === "card") return `posting:card:${mark.move}:${channel}`;
  if (mark.kind === "fleet") return `posting:fleet:${channel}`;
  if (mark.kind === "handover") return `posting:handover:${mark.handover}`;
  if (mark.kind === "notice") return `posting:notice:${mark.notice}`;
  return mark.kind === "entry" ? `posting:entry:${mark.move}` : `posting:request:${mark.request}`;
}

function formatIntent(place: Place, mark: Mark): string {
  return `${place.threadTs ?? place.channel} ${mark.kind === "entry" ? mark.seq : ""}`;
}

/** Without the right to read the channel Tandem may post a message twice, which is better than never posting it. */
async function lookFor(deps: OnceDeps, place: Place, mark: Mark): Promise<string | undefined> {
  try {
    return await findMarked(deps.client, place, mark);
  } catch (error) {
    if (!(error instanceof SlackRefused) || error.kind !== "denied") throw error;
    deps.log.warn({ channel: place.channel, err: error }, "Cannot look for a message whose posting broke off; it may appear twice");
    return undefined;
  }
}
