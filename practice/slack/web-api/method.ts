import { readString, type Json } from "../blocks/json.ts";
import type { Tier } from "../workspace/rate-limits.ts";
import type { Triggers } from "../workspace/triggers.ts";
import type { Channel, Workspace } from "../workspace/workspace.ts";

/** What a method may use besides the workspace's state. */
export interface ApiContext {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly baseUrl: string;
  /** A new one-time address for a Socket Mode connection. */
  openConnection(): string;
}

/** One Web API method: who may call it, how often, and what it answers (always with `ok`). */
export interface ApiMethod {
  readonly tier: Tier;
  /** Which token it needs; default `bot`. `none` accepts any call. */
  readonly token?: "bot" | "app" | "none";
  /** One of these must be granted to the bot token. */
  readonly scopes?: readonly string[];
  run(context: ApiContext, args: Json): Json;
}

export function answerOk(fields: Json = {}): Json {
  return { ok: true, ...fields };
}

export function fail(error: string, fields: Json = {}): Json {
  return { ok: false, error, ...fields };
}

/** The channel named by this call, or Slack's error: a private channel without the bot does not exist for it. */
export function findChannel(workspace: Workspace, args: Json): Channel | { readonly error: string } {
  const channel = workspace.channels.get(readString(args, "channel") ?? "");
  if (!channel) return { error: "channel_not_found" };
  if (channel.isPrivate && !channel.members.has(workspace.bot.id)) return { error: "channel_not_found" };
  return channel;
}
