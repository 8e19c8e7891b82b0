import type { Ack } from "../delivery/transport.ts";
import type { Json } from "../blocks/json.ts";
import { openDirectChannel, edit, find, post } from "../workspace/messages.ts";
import type { SlackMessage } from "../workspace/workspace.ts";
import { composeEvent, nameChannel, type Harness } from "./harness.ts";

/** Opens the app's Home tab; the event carries the tab as last published, if ever. */
export async function openHome(harness: Harness, user: string): Promise<Ack> {
  const published = harness.workspace.homes.get(user);
  const event = {
    type: "app_home_opened",
    user,
    channel: openDirectChannel(harness.workspace, user).id,
    tab: "home",
    event_ts: harness.workspace.nextTs(),
  };
  return harness.delivery.deliverEvent(composeEvent(harness, published ? { ...event, view: published } : event));
}

export interface SayInput {
  readonly user: string;
  readonly channel: string;
  readonly text: string;
  readonly threadTs?: string;
}

/** Writes a plain message. The app subscribes to none but direct ones, so it hears nothing. */
export function say(harness: Harness, input: SayInput): SlackMessage {
  nameChannel(harness, input.channel);
  const thread = input.threadTs === undefined ? {} : { thread_ts: input.threadTs };
  return post(harness.workspace, { channel: input.channel, user: input.user, text: input.text, ...thread });
}

/** Writes a message that mentions the bot; the mention is put in front if the text has none. The bot hears it only where it is a member. */
export async function mention(harness: Harness, input: SayInput): Promise<Ack> {
  const { workspace } = harness;
  const handle = `<@${workspace.bot.id}>`;
  const message = say(harness, { ...input, text: input.text.includes(handle) ? input.text : `${handle} ${input.text}` });
  const heard =
    workspace.channels.get(input.channel)?.members.has(workspace.bot.id) === true && workspace.scopes.includes("app_mentions:read");
  if (!heard) return { ok: false, error: "dispatch_failed" };
  return harness.delivery.deliverEvent(composeEvent(harness, toMentionEvent(message, workspace.people.get(input.user)?.teamId)));
}

/** Writes to the app in its direct messages. It hears them as `message.im`, also those that mention it, and only with im:history. */
export async function writeDirect(harness: Harness, user: string, text: string): Promise<Ack> {
  const { workspace } = harness;
  const { id: channel } = openDirectChannel(workspace, user);
  const message = say(harness, { user, channel, text });
  if (!workspace.scopes.includes("im:history")) return { ok: false, error: "dispatch_failed" };
  const event = { ...toMentionEvent(message, workspace.people.get(user)?.teamId), type: "message", channel_type: "im" };
  return harness.delivery.deliverEvent(composeEvent(harness, event));
}

/** `team`: the author's, if it is not the app's. */
function toMentionEvent(message: SlackMessage, team?: string): Json {
  return {
    type: "app_mention",
    user: message.user,
    text: message.text,
    ts: message.ts,
    client_msg_id: `m-${message.ts}`,
    channel: message.channel,
    event_ts: message.ts,
    ...(team === undefined ? {} : { user_team: team, source_team: team }),
    ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
  };
}

export interface TouchInput {
  readonly channel: string;
  readonly ts: string;
  /** How the author composes it; without it a link in it unfurls. */
  readonly text?: string;
  /** What else Slack says about the message, such as a `bot_id`. */
  readonly also?: Json;
}

/** Touches an old message that mentions the bot: Slack sends `app_mention` again, with the same `ts` and another event id. */
export async function touch(harness: Harness, { channel, ts, text, also = {} }: TouchInput): Promise<Ack> {
  const { workspace } = harness;
  const before = find(workspace, channel, ts);
  if (!before) throw new Error(`there is no message ${ts} in ${channel}`);
  const message = text === undefined ? before : edit(workspace, before, { text });
  const event = {
    ...toMentionEvent(message),
    event_ts: workspace.nextTs(),
    ...(text === undefined ? {} : { edited: message.edited }),
    ...also,
  };
  return harness.delivery.deliverEvent(composeEvent(harness, event));
}
