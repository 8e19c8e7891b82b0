import { addIds } from "../blocks/ids.ts";
import type { Json } from "../blocks/json.ts";
import { toAppAuthor, type Channel, type Ephemeral, type SlackMessage, type Workspace } from "./workspace.ts";

export interface Content {
  readonly text: string;
  readonly blocks?: readonly Json[];
}

export interface Posting extends Content {
  readonly channel: string;
  readonly thread_ts?: string;
  readonly broadcast?: boolean;
  readonly metadata?: Json;
  readonly files?: readonly Json[];
  /** The person who wrote it; missing if the app did. */
  readonly user?: string;
}

/** Stores a message and updates its thread's counters; the Web API checks permissions. */
export function post(workspace: Workspace, posting: Posting): SlackMessage {
  const author = posting.user === undefined ? toAppAuthor(workspace) : { user: posting.user };
  const message: SlackMessage = {
    type: "message",
    channel: posting.channel,
    ts: workspace.nextTs(),
    ...author,
    text: posting.text,
    ...withBlocks(workspace, posting.blocks),
    ...(posting.thread_ts === undefined ? {} : { thread_ts: posting.thread_ts }),
    ...(posting.thread_ts !== undefined && posting.broadcast === true ? { subtype: "thread_broadcast" } : {}),
    ...(posting.metadata === undefined ? {} : { metadata: posting.metadata }),
    ...(posting.files === undefined ? {} : { files: posting.files }),
  };
  workspace.messages.push(message);
  if (message.thread_ts !== undefined) countReplies(workspace, posting.channel, message.thread_ts);
  workspace.changed();
  return message;
}

export function find(workspace: Workspace, channel: string, ts: string): SlackMessage | undefined {
  return workspace.messages.find((message) => message.channel === channel && message.ts === ts);
}

export function replace(workspace: Workspace, message: SlackMessage): SlackMessage {
  const index = workspace.messages.findIndex((entry) => entry.channel === message.channel && entry.ts === message.ts);
  if (index >= 0) workspace.messages[index] = message;
  workspace.changed();
  return message;
}

/** A person who presses something looks at one of these at most: the page draws a change at once. */
const KEPT_VERSIONS = 5;

export function edit(workspace: Workspace, message: SlackMessage, change: Partial<SlackMessage>): SlackMessage {
  const blocks = change.blocks === undefined ? {} : withBlocks(workspace, change.blocks);
  workspace.earlier.set(message.ts, [...(workspace.earlier.get(message.ts) ?? []), message].slice(-KEPT_VERSIONS));
  return replace(workspace, { ...message, ...change, ...blocks, edited: { user: message.user, ts: workspace.nextTs() } });
}

/** A parent with replies leaves a tombstone, so that its thread stays readable; anything else disappears. */
export function remove(workspace: Workspace, message: SlackMessage): void {
  const { blocks: _blocks, metadata: _metadata, files: _files, ...rest } = message;
  if ((message.reply_count ?? 0) > 0) {
    replace(workspace, { ...rest, subtype: "tombstone", text: "This message was deleted." });
    return;
  }
  workspace.messages.splice(workspace.messages.indexOf(message), 1);
  if (message.thread_ts !== undefined) countReplies(workspace, message.channel, message.thread_ts);
  workspace.changed();
}

/** What the channel itself shows: parents and broadcast replies, oldest first. */
export function listChannelMessages(workspace: Workspace, channel: string): readonly SlackMessage[] {
  return workspace.messages.filter(
    (message) => message.channel === channel && (!isReply(message) || message.subtype === "thread_broadcast"),
  );
}

/** The parent and its replies, oldest first. */
export function listThreadMessages(workspace: Workspace, channel: string, ts: string): readonly SlackMessage[] {
  return workspace.messages.filter((message) => message.channel === channel && (message.ts === ts || message.thread_ts === ts));
}

export function isReply(message: SlackMessage): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}

export function showEphemeral(
  workspace: Workspace,
  ephemeral: Content & Pick<Ephemeral, "channel" | "viewer" | "thread_ts" | "command"> & { readonly from?: "slack" },
): Ephemeral {
  const { from = "app", blocks, ...rest } = ephemeral;
  const shown: Ephemeral = { ...rest, from, ts: workspace.nextTs(), ...withBlocks(workspace, blocks) };
  workspace.ephemerals.push(shown);
  workspace.changed();
  return shown;
}

export function withBlocks(workspace: Workspace, blocks: readonly Json[] | undefined): { readonly blocks?: readonly Json[] } {
  if (blocks === undefined) return {};
  return { blocks: blocks.map((block) => addIds(block, (prefix) => workspace.nextId(prefix))) };
}

/** A direct message channel between the bot and one person, made on first use. */
export function openDirectChannel(workspace: Workspace, user: string): Channel {
  const id = `D${user.slice(1)}`;
  const members = new Set([user, workspace.bot.id]);
  const channel = workspace.channels.get(id) ?? { id, name: user, isPrivate: true, isIm: true, members };
  workspace.channels.set(id, channel);
  return channel;
}

function countReplies(workspace: Workspace, channel: string, threadTs: string): void {
  const parent = find(workspace, channel, threadTs);
  if (!parent) return;
  const replies = workspace.messages.filter((message) => message.channel === channel && message.thread_ts === threadTs && isReply(message));
  const { latest_reply: _latest, ...rest } = parent;
  const latest = replies.at(-1)?.ts;
  replace(workspace, {
    ...rest,
    thread_ts: threadTs,
    reply_count: replies.length,
    ...(latest === undefined ? {} : { latest_reply: latest }),
  });
}
