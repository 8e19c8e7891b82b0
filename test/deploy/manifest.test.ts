import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { SHORTCUTS } from "../../src/slack/actions.ts";
import { sourcesIn } from "../architecture/sources.ts";

const MANIFEST = z.object({
  display_information: z.object({ name: z.string().max(35), description: z.string().max(140) }),
  features: z.object({
    app_home: z.object({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    shortcuts: z.array(
      z.object({
        name: z.string().max(24),
        type: z.literal("message"),
        callback_id: z.string().max(255),
        description: z.string().max(150),
      }),
    ),
    slash_commands: z.array(
      z.object({
        command: z.string().max(32),
        description: z.string().max(2000),
        usage_hint: z.string().max(1000),
        should_escape: z.boolean(),
      }),
    ),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()) }),
    interactivity: z.object({ is_enabled: z.boolean() }),
    socket_mode_enabled: z.boolean(),
  }),
});
const written = readFileSync("deploy/slack-manifest.yaml", "utf8");
const manifest = MANIFEST.parse(parse(written));
const code = sourcesIn("src/slack")
  .map(({ text }) => text)
  .join("\n");

/** The scopes that Slack requires of the bot's token, per Web API method. None for a method that every token may call. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  // Called with the app-level token, whose connections:write no manifest can grant.
  "apps.connections.open": [],
  "auth.test": [],
  "chat.getPermalink": [],
  "chat.postEphemeral": ["chat:write"],
  "chat.postMessage": ["chat:write"],
  "chat.update": ["chat:write"],
  "conversations.history": ["channels:history", "groups:history"],
  "conversations.replies": ["channels:history", "groups:history"],
  "files.completeUploadExternal": ["files:write"],
  "files.getUploadURLExternal": ["files:write"],
  "pins.add": ["pins:write"],
  "pins.remove": ["pins:write"],
  "usergroups.users.list": ["usergroups:read"],
  "users.info": ["users:read"],
  "views.open": [],
  "views.publish": [],
  "views.push": [],
  "views.update": [],
};
const EVENT_SCOPES: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  app_mention: ["app_mentions:read"],
  "message.im": ["im:history"],
};

function textOf(...folders: readonly string[]): string {
  return sourcesIn(...folders)
    .map(({ text }) => text)
    .join("\n");
}

/** Events with a registered listener. Slack names the messages of one kind of conversation apart, and Bolt does not. */
function events(): ReadonlySet<string> {
  const listened = [...code.matchAll(/\.event\(\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
  return new Set(listened.map((event) => (event === "message" ? "message.im" : event)));
}

/** The first argument of each command listener: a name, or a pattern. */
function commandListeners(): readonly RegExp[] {
  return [...code.matchAll(/\.command\(\s*(?:"([^"]+)"|\/(.+?)\/u?,)/g)].map(
    ([, name, pattern]) => new RegExp(pattern ?? `^${name ?? ""}$`, "u"),
  );
}

/** Slash commands that the examples and refusals tell people to type. */
function namedCommands(): ReadonlySet<string> {
  return new Set([...textOf("src/command").matchAll(/[`"](\/[a-z]{3,})(?=[ `"\\])/g)].map((match) => match[1] ?? ""));
}

const METHOD = "(?:api|apps|auth|bots|chat|conversations|files|pins|reactions|team|usergroups|users|views)(?:\\.\\w+)+";

/** Web API methods such as `chat.postMessage`: those called by their full path, and those after which a call is named in the log. */
function called(): ReadonlySet<string> {
  const calls = code.matchAll(new RegExp(`\\.(${METHOD})\\(|callSlack\\(\\s*"(${METHOD})"`, "g"));
  return new Set([...calls].map(([, path, named]) => path ?? named ?? ""));
}

test("the manifest's slash command is the one that Tandem tells people to type, and has a listener", () => {
  const commands = manifest.features.slash_commands.map(({ command }) => command);
  expect(new Set(commands)).toEqual(namedCommands());
  expect(commandListeners()).toHaveLength(1);
  expect(commands.filter((command) => !commandListeners().some((listener) => listener.test(command)))).toEqual([]);
});

test("the manifest's events are those that the code listens to", () => {
  expect(new Set(manifest.settings.event_subscriptions.bot_events)).toEqual(events());
});

test("the manifest's shortcuts are those that the code answers, and those that the practice Slack has", () => {
  expect(code).toContain(".shortcut<");
  const { shortcuts } = manifest.features;
  expect(shortcuts.map((one) => one.callback_id)).toEqual(Object.values(SHORTCUTS));
  const [shortcut] = shortcuts;
  expect(textOf("practice/slack")).toContain(`{ name: "${shortcut?.name ?? ""}", callbackId: "${shortcut?.callback_id ?? ""}" }`);
});

test("people can write to Tandem directly, and it listens to direct messages only", () => {
  expect(manifest.features.app_home.messages_tab_read_only_enabled).toBe(false);
  expect(code).toContain('channel_type !== "im"');
});

test("every scope is needed by a method or an event, and none is missing", () => {
  const methods = [...called()];
  expect(methods).toContain("chat.postMessage");
  expect(methods.filter((method) => SCOPES[method] === undefined)).toEqual([]);
  const needed = [
    ...methods.flatMap((method) => SCOPES[method] ?? []),
    ...[...events()].flatMap((event) => EVENT_SCOPES[event] ?? []),
    // It stands for shortcuts as well.
    ...(commandListeners().length > 0 || code.includes(".shortcut<") ? ["commands"] : []),
  ];
  expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual([...new Set(needed)].toSorted());
});

test("buttons and Home are enabled, because the code answers both", () => {
  expect(code).toMatch(/\.action[<(]/);
  expect(manifest.settings.interactivity.is_enabled).toBe(true);
  expect(code).toContain("views.publish(");
  expect(manifest.features.app_home.home_tab_enabled).toBe(true);
  // Tandem's direct messages appear in the Messages tab; Slack refuses them if an app has none.
  expect(manifest.features.app_home.messages_tab_enabled).toBe(true);
});

test("over HTTP names have an address of their own, which the manifest tells people to add; Socket Mode needs none", () => {
  expect(code).toMatch(/\.options\(/);
  const [comment = ""] = written.split("_metadata:");
  for (const key of ["`url`", "`request_url` under event_subscriptions", "`message_menu_options_url`"]) expect(comment).toContain(key);
  expect(written.replace(comment, "")).not.toContain("_url:");
});

test("Slack leaves the text of a command as typed, because table names are not mentions", () => {
  expect(manifest.features.slash_commands.every(({ should_escape }) => !should_escape)).toBe(true);
});

test("the app starts with Socket Mode, which needs no public address", () => {
  expect(manifest.settings.socket_mode_enabled).toBe(true);
});
