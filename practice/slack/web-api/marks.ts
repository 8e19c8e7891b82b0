import { readString, type Json } from "../blocks/json.ts";
import { find, replace } from "../workspace/messages.ts";
import type { SlackMessage, Workspace } from "../workspace/workspace.ts";
import { answerOk, fail, findChannel, type ApiMethod } from "./method.ts";

type Reaction = NonNullable<SlackMessage["reactions"]>[number];

const addReaction: ApiMethod = {
  tier: "tier3",
  scopes: ["reactions:write"],
  run({ workspace }, args) {
    const message = requireMarked(workspace, args);
    if ("error" in message) return fail(message.error);
    const name = readString(args, "name");
    if (name === undefined) return fail("invalid_name");
    const users = listReactionUsers(message, name);
    if (users.includes(workspace.bot.id)) return fail("already_reacted");
    replace(workspace, updateReaction(message, name, [...users, workspace.bot.id]));
    return answerOk();
  },
};

const removeReaction: ApiMethod = {
  tier: "tier2",
  scopes: ["reactions:write"],
  run({ workspace }, args) {
    const message = requireMarked(workspace, args);
    if ("error" in message) return fail(message.error);
    const name = readString(args, "name") ?? "";
    const users = listReactionUsers(message, name);
    if (!users.includes(workspace.bot.id)) return fail("no_reaction");
    replace(
      workspace,
      updateReaction(
        message,
        name,
        users.filter((user) => user !== workspace.bot.id),
      ),
    );
    return answerOk();
  },
};

const addPin: ApiMethod = {
  tier: "tier2",
  scopes: ["pins:write"],
  run({ workspace }, args) {
    const message = requireMarked(workspace, args);
    if ("error" in message) return fail(message.error);
    if (message.pinned_to) return fail("already_pinned");
    replace(workspace, { ...message, pinned_to: [message.channel] });
    return answerOk();
  },
};

const removePin: ApiMethod = {
  tier: "tier2",
  scopes: ["pins:write"],
  run({ workspace }, args) {
    const message = requireMarked(workspace, args);
    if ("error" in message) return fail(message.error);
    if (!message.pinned_to) return fail("no_pin");
    const { pinned_to: _pinned, ...rest } = message;
    replace(workspace, rest);
    return answerOk();
  },
};

export const marksMethods = {
  "reactions.add": addReaction,
  "reactions.remove": removeReaction,
  "pins.add": addPin,
  "pins.remove": removePin,
} satisfies Record<string, ApiMethod>;

function requireMarked(workspace: Workspace, args: Json): SlackMessage | { readonly error: string } {
  const channel = findChannel(workspace, args);
  if ("error" in channel) return channel;
  return find(workspace, channel.id, readString(args, "timestamp") ?? "") ?? { error: "message_not_found" };
}

function listReactionUsers(message: SlackMessage, name: string): readonly string[] {
  return message.reactions?.find((reaction) => reaction.name === name)?.users ?? [];
}

function updateReaction(message: SlackMessage, name: string, users: readonly string[]): SlackMessage {
  const others: readonly Reaction[] = (message.reactions ?? []).filter((reaction) => reaction.name !== name);
  return { ...message, reactions: users.length === 0 ? others : [...others, { name, users, count: users.length }] };
}
