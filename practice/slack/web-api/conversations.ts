import { readString, type Json } from "../blocks/json.ts";
import { listChannelMessages, openDirectChannel, find, listThreadMessages } from "../workspace/messages.ts";
import type { Channel, SlackMessage, Workspace } from "../workspace/workspace.ts";
import { isTrue } from "./arguments.ts";
import { answerOk, fail, findChannel, type ApiMethod } from "./method.ts";

const readScopes = ["channels:read", "groups:read", "im:read"];
const historyScopes = ["channels:history", "groups:history", "im:history"];

function describeChannel(workspace: Workspace, channel: Channel): Json {
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.isIm && !channel.isPrivate,
    is_group: !channel.isIm && channel.isPrivate,
    is_im: channel.isIm,
    is_private: channel.isPrivate,
    is_archived: false,
    is_member: channel.members.has(workspace.bot.id),
    num_members: channel.members.size,
  };
}

const info: ApiMethod = {
  tier: "tier3",
  scopes: readScopes,
  run({ workspace }, args) {
    const channel = findChannel(workspace, args);
    return "error" in channel ? fail(channel.error) : answerOk({ channel: describeChannel(workspace, channel) });
  },
};

const listAll: ApiMethod = {
  tier: "tier2",
  scopes: readScopes,
  run({ workspace }) {
    const visible = [...workspace.channels.values()].filter((channel) => !channel.isPrivate || channel.members.has(workspace.bot.id));
    return answerOk({
      channels: visible.filter((channel) => !channel.isIm).map((channel) => describeChannel(workspace, channel)),
      response_metadata: { next_cursor: "" },
    });
  },
};

const history: ApiMethod = {
  tier: "tier3",
  scopes: historyScopes,
  run({ workspace }, args) {
    const channel = requireReadable(workspace, args);
    if ("error" in channel) return fail(channel.error);
    return pageMessages(listChannelMessages(workspace, channel.id).toReversed(), args);
  },
};

const replies: ApiMethod = {
  tier: "tier3",
  scopes: historyScopes,
  run({ workspace }, args) {
    const channel = requireReadable(workspace, args);
    if ("error" in channel) return fail(channel.error);
    const ts = readString(args, "ts") ?? "";
    const message = find(workspace, channel.id, ts);
    if (!message) return fail("thread_not_found");
    return pageMessages(listThreadMessages(workspace, channel.id, message.thread_ts ?? ts), args);
  },
};

const members: ApiMethod = {
  tier: "tier4",
  scopes: readScopes,
  run({ workspace }, args) {
    const channel = findChannel(workspace, args);
    return "error" in channel ? fail(channel.error) : answerOk({ members: [...channel.members], response_metadata: { next_cursor: "" } });
  },
};

const join: ApiMethod = {
  tier: "tier3",
  scopes: ["channels:join"],
  run({ workspace }, args) {
    const channel = findChannel(workspace, args);
    if ("error" in channel) return fail(channel.error);
    if (channel.isPrivate) return fail("method_not_supported_for_channel_type");
    const joined = { ...channel, members: new Set([...channel.members, workspace.bot.id]) };
    workspace.channels.set(channel.id, joined);
    workspace.changed();
    return answerOk({ channel: describeChannel(workspace, joined) });
  },
};

const open: ApiMethod = {
  tier: "tier3",
  scopes: ["im:write"],
  run({ workspace }, args) {
    const users = (readString(args, "users") ?? "").split(",");
    const user = users[0] ?? "";
    if (users.length !== 1 || !workspace.people.has(user)) return fail("user_not_found");
    return answerOk({ channel: { id: openDirectChannel(workspace, user).id } });
  },
};

export const conversationsMethods = {
  "conversations.info": info,
  "conversations.list": listAll,
  "conversations.history": history,
  "conversations.replies": replies,
  "conversations.members": members,
  "conversations.join": join,
  "conversations.open": open,
} satisfies Record<string, ApiMethod>;

function requireReadable(workspace: Workspace, args: Json): Channel | { readonly error: string } {
  const channel = findChannel(workspace, args);
  return "error" in channel || channel.members.has(workspace.bot.id) ? channel : { error: "not_in_channel" };
}

/** Applies oldest, latest, inclusive, limit and cursor; metadata is returned only on request, as in Slack. */
function pageMessages(messages: readonly SlackMessage[], args: Json): Json {
  const oldest = readString(args, "oldest");
  const latest = readString(args, "latest");
  const inclusive = isTrue(args["inclusive"]);
  const inRange = messages.filter(
    ({ ts }) =>
      (oldest === undefined || ts > oldest || (inclusive && ts === oldest)) &&
      (latest === undefined || ts < latest || (inclusive && ts === latest)),
  );
  const from = Number(/^after:(\d+)$/u.exec(readString(args, "cursor") ?? "")?.[1] ?? 0);
  const limit = Math.min(Number(args["limit"] ?? 100) || 100, 1000);
  const page = inRange.slice(from, from + limit);
  const more = inRange.length > from + limit;
  return answerOk({
    messages: isTrue(args["include_all_metadata"]) ? page : page.map(removeMetadata),
    has_more: more,
    response_metadata: { next_cursor: more ? `after:${from + limit}` : "" },
  });
}

/** Without the flag Slack still names the event type, but omits the payload. */
function removeMetadata(message: SlackMessage): Json {
  const { metadata, ...rest } = message;
  return metadata === undefined ? rest : { ...rest, metadata: { event_type: metadata["event_type"] } };
}
