import { findRefused, toMessages, measureBlockText, MOST_BLOCK_TEXT, validateBlocks } from "../blocks/validate.ts";
import { isJson, readObjects, readString, type Json } from "../blocks/json.ts";
import { edit, find, isReply, openDirectChannel, post, remove, showEphemeral, type Content } from "../workspace/messages.ts";
import type { Channel, SlackMessage, Workspace } from "../workspace/workspace.ts";
import { isTrue } from "./arguments.ts";
import { answerOk, fail, findChannel, type ApiMethod } from "./method.ts";

const LONGEST_TEXT = 40_000;
const scopes = ["chat:write"];

const postMessage: ApiMethod = {
  tier: "posting",
  scopes,
  run({ workspace }, args) {
    const channel = requireWritable(workspace, args);
    if ("error" in channel) return fail(channel.error);
    const content = checkContent(workspace, args);
    if (!content.ok) return content.answer;
    const threadTs = readString(args, "thread_ts");
    const parent = threadTs === undefined ? undefined : find(workspace, channel.id, threadTs);
    // Not in the method's published error list; real Slack is lenient here, but a lost thread should show in a test.
    if (threadTs !== undefined && (!parent || isReply(parent))) return fail("thread_not_found");
    const message = post(workspace, {
      channel: channel.id,
      ...content.value,
      ...(threadTs === undefined ? {} : { thread_ts: threadTs, broadcast: isTrue(args["reply_broadcast"]) }),
      ...(isJson(args["metadata"]) ? { metadata: args["metadata"] } : {}),
    });
    return answerOk({ channel: channel.id, ts: message.ts, message, ...content.warning });
  },
};

const update: ApiMethod = {
  tier: "tier3",
  scopes,
  run({ workspace }, args) {
    const message = requireOwnMessage(workspace, args, "cant_update_message");
    if ("error" in message) return fail(message.error);
    const content = checkContent(workspace, args);
    if (!content.ok) return content.answer;
    // Blocks and metadata that the call does not name stay as they were, according to Slack's reference.
    const metadata = isJson(args["metadata"]) ? { metadata: args["metadata"] } : {};
    const broadcast = isReply(message) && isTrue(args["reply_broadcast"]) ? { subtype: "thread_broadcast" } : {};
    const edited = edit(workspace, message, { ...content.value, ...metadata, ...broadcast });
    return answerOk({ channel: message.channel, ts: message.ts, text: edited.text, message: edited, ...content.warning });
  },
};

const deleteMessage: ApiMethod = {
  tier: "tier3",
  scopes,
  run({ workspace }, args) {
    const message = requireOwnMessage(workspace, args, "cant_delete_message");
    if ("error" in message) return fail(message.error);
    remove(workspace, message);
    return answerOk({ channel: message.channel, ts: message.ts });
  },
};

const postEphemeral: ApiMethod = {
  tier: "tier4",
  scopes,
  run({ workspace }, args) {
    const channel = requireWritable(workspace, args);
    if ("error" in channel) return fail(channel.error);
    const viewer = readString(args, "user") ?? "";
    if (!workspace.people.has(viewer)) return fail("user_not_found");
    if (!channel.members.has(viewer)) return fail("user_not_in_channel");
    const content = checkContent(workspace, args);
    if (!content.ok) return content.answer;
    const threadTs = readString(args, "thread_ts");
    const shown = showEphemeral(workspace, {
      channel: channel.id,
      viewer,
      ...content.value,
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    });
    return answerOk({ message_ts: shown.ts });
  },
};

const getPermalink: ApiMethod = {
  tier: "special",
  run({ workspace, baseUrl }, args) {
    const channel = findChannel(workspace, args);
    if ("error" in channel) return fail(channel.error);
    const ts = readString(args, "message_ts") ?? "";
    const message = find(workspace, channel.id, ts);
    if (!message) return fail("message_not_found");
    const thread = isReply(message) ? `?thread_ts=${message.thread_ts ?? ""}&cid=${channel.id}` : "";
    return answerOk({ channel: channel.id, permalink: `${baseUrl}/archives/${channel.id}/p${ts.replace(".", "")}${thread}` });
  },
};

export const chatMethods = {
  "chat.postMessage": postMessage,
  "chat.update": update,
  "chat.delete": deleteMessage,
  "chat.postEphemeral": postEphemeral,
  "chat.getPermalink": getPermalink,
} satisfies Record<string, ApiMethod>;

type ContentAnswer = { readonly ok: true; readonly value: Content; readonly warning: Json } | { readonly ok: false; readonly answer: Json };

/** Checks and reads text, blocks and metadata of a message. */
function checkContent(workspace: Workspace, args: Json): ContentAnswer {
  const { blocks, metadata } = args;
  if (typeof blocks === "string") return refuse("invalid_blocks_format");
  if (blocks !== undefined) {
    const problems = [...validateBlocks("message", blocks), ...findRefused(blocks, workspace.refusedBlocks)];
    if (problems.length > 0) return refuse("invalid_blocks", { response_metadata: { messages: toMessages(problems) } });
    if (measureBlockText(blocks) > MOST_BLOCK_TEXT) return refuse("msg_blocks_too_long");
  }
  if (
    metadata !== undefined &&
    !(isJson(metadata) && readString(metadata, "event_type") !== undefined && isJson(metadata["event_payload"]))
  )
    return refuse("invalid_metadata_format");
  const text = typeof args["text"] === "string" ? args["text"] : "";
  if (text === "" && readObjects(args, "blocks").length === 0 && readObjects(args, "attachments").length === 0) return refuse("no_text");
  const warning =
    text.length > LONGEST_TEXT ? { warning: "message_truncated", response_metadata: { warnings: ["message_truncated"] } } : {};
  return {
    ok: true,
    value: { text: text.slice(0, LONGEST_TEXT), ...(blocks === undefined ? {} : { blocks: readObjects(args, "blocks") }) },
    warning,
  };
}

/** A channel in which the bot may write; a person's id means their direct message channel. */
function requireWritable(workspace: Workspace, args: Json): Channel | { readonly error: string } {
  const user = readString(args, "channel") ?? "";
  if (workspace.people.has(user) && user !== workspace.bot.id) return openDirectChannel(workspace, user);
  const channel = findChannel(workspace, args);
  if ("error" in channel || channel.members.has(workspace.bot.id)) return channel;
  return workspace.scopes.includes("chat:write.public") ? channel : { error: "not_in_channel" };
}

function requireOwnMessage(workspace: Workspace, args: Json, notMine: string): SlackMessage | { readonly error: string } {
  const channel = findChannel(workspace, args);
  if ("error" in channel) return channel;
  const message = find(workspace, channel.id, readString(args, "ts") ?? "");
  if (!message || message.subtype === "tombstone") return { error: "message_not_found" };
  return message.user === workspace.bot.id ? message : { error: notMine };
}

function refuse(error: string, fields: Json = {}): ContentAnswer {
  return { ok: false, answer: fail(error, fields) };
}
