import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebClient } from "@slack/web-api";
import { DEFAULT_SCOPES } from "../../../practice/slack/workspace/cast.ts";
import { startPracticeSlack, type PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import { call, post } from "./call.ts";

const sectionOf = (length: number) => ({ type: "section", text: { type: "mrkdwn", text: "x".repeat(length) } });
let slack: PracticeSlack;
beforeEach(async () => {
  const channels = [
    { id: "C0MOVES", name: "db-moves" },
    { id: "C0OUT", name: "outside", botIsMember: false },
    { id: "G0SECRET", name: "secret", isPrivate: true, botIsMember: false },
  ];
  slack = await startPracticeSlack({ channels, scopes: [...DEFAULT_SCOPES, "reactions:write"] });
});
afterEach(() => slack.close());

test("a token that looks real is refused before anything listens", async () => {
  await expect(startPracticeSlack({ botToken: "xoxb-123-456-abc" })).rejects.toThrow("begin with xoxb-practice-");
});

test.each([
  ["an unknown method", "chat.shout", {}, "unknown_method"],
  ["an unknown channel", "chat.postMessage", { channel: "C0NONE", text: "x" }, "channel_not_found"],
  ["a channel without the bot", "chat.postMessage", { channel: "C0OUT", text: "x" }, "not_in_channel"],
  ["a private channel without the bot", "chat.postMessage", { channel: "G0SECRET", text: "x" }, "channel_not_found"],
  ["a message without words", "chat.postMessage", { channel: "C0MOVES" }, "no_text"],
  ["an unknown thread", "chat.postMessage", { channel: "C0MOVES", text: "x", thread_ts: "1.000001" }, "thread_not_found"],
  ["blocks that are not JSON", "chat.postMessage", { channel: "C0MOVES", blocks: "[{" }, "invalid_blocks_format"],
  [
    "metadata without a type",
    "chat.postMessage",
    { channel: "C0MOVES", text: "x", metadata: { event_payload: {} } },
    "invalid_metadata_format",
  ],
  ["an update of nothing", "chat.update", { channel: "C0MOVES", ts: "1.000001", text: "x" }, "message_not_found"],
  ["an ephemeral for a stranger", "chat.postEphemeral", { channel: "C0MOVES", user: "U0NONE", text: "x" }, "user_not_found"],
  ["an unknown person", "users.info", { user: "U0NONE" }, "user_not_found"],
  ["a method whose scope was not granted", "users.lookupByEmail", { email: "ana@practice.example" }, "missing_scope"],
  [
    "a trigger that was never issued",
    "views.open",
    { trigger_id: "1", view: { type: "modal", title: { type: "plain_text", text: "x" }, blocks: [] } },
    "invalid_trigger_id",
  ],
  [
    "a view that is too long",
    "views.open",
    { trigger_id: "1", view: { type: "modal", title: { type: "plain_text", text: "x".repeat(25) }, blocks: [] } },
    "invalid_arguments",
  ],
])("%s is answered with HTTP 200 and the error", async (_name, method, args, error) => {
  const answer = await call(slack, method, args);
  expect([answer.status, answer.body["ok"], answer.body["error"]]).toEqual([200, false, error]);
});

test("tokens are distinguished", async () => {
  expect((await call(slack, "auth.test", {}, "xoxb-other")).body["error"]).toBe("invalid_auth");
  expect((await call(slack, "auth.test", {}, slack.appToken)).body["error"]).toBe("not_allowed_token_type");
  expect((await call(slack, "auth.test")).body).toMatchObject({ ok: true, user_id: "U0TANDEM", bot_id: "B0TANDEM" });
});

test("a missing scope is named, with the granted ones", async () => {
  expect((await call(slack, "users.lookupByEmail", { email: "ana@practice.example" })).body).toEqual({
    ok: false,
    error: "missing_scope",
    needed: "users:read.email",
    provided: [...DEFAULT_SCOPES, "reactions:write"].join(","),
  });
});

test("bad blocks are named with pointer and limit", async () => {
  const blocks = [{ type: "section", text: { type: "mrkdwn", text: "x".repeat(3001) } }];
  expect((await call(slack, "chat.postMessage", { channel: "C0MOVES", text: "x", blocks })).body).toEqual({
    ok: false,
    error: "invalid_blocks",
    response_metadata: { messages: ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"] },
  });
});

test("blocks that are each short enough can be too long together", async () => {
  const [most, tooMuch] = [
    [3000, 3000, 3000, 3000],
    [3000, 3000, 3000, 3000, 1],
  ].map((lengths) => lengths.map(sectionOf));
  expect((await call(slack, "chat.postMessage", { channel: "C0MOVES", text: "x", blocks: most })).body["ok"]).toBe(true);
  expect((await call(slack, "chat.postMessage", { channel: "C0MOVES", text: "x", blocks: tooMuch })).body["error"]).toBe(
    "msg_blocks_too_long",
  );
});

test("a text above 40,000 characters is cut, with a warning", async () => {
  const { body } = await call(slack, "chat.postMessage", { channel: "C0MOVES", text: "x".repeat(40_001) });
  expect([body["ok"], body["warning"]]).toEqual([true, "message_truncated"]);
  expect(slack.messages("C0MOVES")[0]?.text).toHaveLength(40_000);
});

describe("messages", () => {
  test("every ts is new and later than the one before", async () => {
    const ts = await Promise.all([post(slack, { text: "a" }), post(slack, { text: "b" }), post(slack, { text: "c" })]);
    expect(new Set(ts).size).toBe(3);
    expect(slack.messages("C0MOVES").map((message) => message.ts)).toEqual(ts.toSorted());
  });

  test("replies are counted on the parent; only a broadcast one shows in the channel", async () => {
    const ts = await post(slack, { text: "card" });
    await post(slack, { text: "log line", thread_ts: ts });
    await post(slack, { text: "decided", thread_ts: ts, reply_broadcast: true });

    expect(slack.messages("C0MOVES").map((message) => message.text)).toEqual(["card", "decided"]);
    expect(slack.thread("C0MOVES", ts).map((message) => message.text)).toEqual(["card", "log line", "decided"]);
    expect(slack.messages("C0MOVES")[0]).toMatchObject({ reply_count: 2, thread_ts: ts });
  });

  test("metadata comes back only to those who ask for it", async () => {
    const ts = await post(slack, { text: "card", metadata: { event_type: "tandem_move", event_payload: { move: "m-1" } } });
    const plain = await call(slack, "conversations.replies", { channel: "C0MOVES", ts });
    const full = await call(slack, "conversations.replies", { channel: "C0MOVES", ts, include_all_metadata: true });
    expect(plain.body["messages"]).toMatchObject([{ ts, metadata: { event_type: "tandem_move" } }]);
    expect(JSON.stringify(plain.body)).not.toContain("m-1");
    expect(full.body["messages"]).toMatchObject([{ ts, metadata: { event_type: "tandem_move", event_payload: { move: "m-1" } } }]);
  });

  test("an update keeps the blocks it does not name, and marks the message as edited", async () => {
    const ts = await post(slack, { text: "copying", blocks: [{ type: "divider" }] });
    await call(slack, "chat.update", { channel: "C0MOVES", ts, text: "switched" });
    expect(slack.messages("C0MOVES")[0]).toMatchObject({
      ts,
      text: "switched",
      blocks: [{ type: "divider" }],
      edited: { user: "U0TANDEM" },
    });
    await call(slack, "chat.update", { channel: "C0MOVES", ts, text: "switched", blocks: [] });
    expect(slack.messages("C0MOVES")[0]?.blocks).toEqual([]);
  });

  test("the bot cannot edit or delete what a person wrote", async () => {
    const { ts } = slack.say({ user: "U0DEV", channel: "C0MOVES", text: "hello" });
    expect((await call(slack, "chat.update", { channel: "C0MOVES", ts, text: "x" })).body["error"]).toBe("cant_update_message");
    expect((await call(slack, "chat.delete", { channel: "C0MOVES", ts })).body["error"]).toBe("cant_delete_message");
  });

  test("a deleted parent leaves a tombstone that cannot be updated; a message without replies disappears", async () => {
    const [parent, single] = [await post(slack, { text: "card" }), await post(slack, { text: "alone" })];
    await post(slack, { text: "reply", thread_ts: parent });
    for (const ts of [parent, single]) await call(slack, "chat.delete", { channel: "C0MOVES", ts });
    expect(slack.messages("C0MOVES").map((message) => message.text)).toEqual(["This message was deleted."]);
    expect((await call(slack, "chat.update", { channel: "C0MOVES", ts: parent, text: "x" })).body["error"]).toBe("message_not_found");
  });

  test("a message to a person goes to the direct channel with them", async () => {
    const { body } = await call(slack, "chat.postMessage", { channel: "U0BEN", text: "psst" });
    const opened = await call(slack, "conversations.open", { users: "U0BEN" });
    expect(opened.body["channel"]).toEqual({ id: body["channel"] });
    expect(slack.messages(String(body["channel"])).map((message) => message.text)).toEqual(["psst"]);
  });

  test("history is newest first and comes in pages", async () => {
    for (const text of ["one", "two", "three"]) await post(slack, { text });
    const first = await call(slack, "conversations.history", { channel: "C0MOVES", limit: 2 });
    expect(first.body).toMatchObject({ has_more: true, messages: [{ text: "three" }, { text: "two" }] });
    const { response_metadata } = first.body;
    const cursor =
      typeof response_metadata === "object" && response_metadata !== null && "next_cursor" in response_metadata
        ? response_metadata.next_cursor
        : "";
    expect((await call(slack, "conversations.history", { channel: "C0MOVES", limit: 2, cursor })).body).toMatchObject({
      has_more: false,
      messages: [{ text: "one" }],
    });
  });

  test("a reaction is added once and removed once", async () => {
    const mark = { channel: "C0MOVES", timestamp: await post(slack, { text: "card" }), name: "eyes" };
    expect((await call(slack, "reactions.add", mark)).body["ok"]).toBe(true);
    expect((await call(slack, "reactions.add", mark)).body["error"]).toBe("already_reacted");
    expect((await call(slack, "reactions.remove", mark)).body["ok"]).toBe(true);
    expect((await call(slack, "reactions.remove", mark)).body["error"]).toBe("no_reaction");
  });
});

test("user groups answer with their members", async () => {
  expect((await call(slack, "usergroups.list", { include_users: true })).body["usergroups"]).toMatchObject([
    { id: "S0DBA", handle: "dba", users: ["U0ANA", "U0BEN", "U0CHO"] },
  ]);
  expect((await call(slack, "usergroups.users.list", { usergroup: "S0DBA" })).body["users"]).toEqual(["U0ANA", "U0BEN", "U0CHO"]);
  expect((await call(slack, "usergroups.users.list", { usergroup: "S0NONE" })).body["error"]).toBe("no_such_subteam");
});

test("a person who leaves a user group is no longer one of its members", async () => {
  slack.setGroupUsers("S0DBA", ["U0ANA", "U0DEV"]);
  expect((await call(slack, "usergroups.users.list", { usergroup: "S0DBA" })).body["users"]).toEqual(["U0ANA", "U0DEV"]);
});

test("form bodies from the real client are understood, and its file upload ends in the thread", async () => {
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
  const ts = await post(slack, { text: "card" });
  await client.chat.update({ channel: "C0MOVES", ts, text: "card", blocks: [{ type: "divider" }] });
  await client.filesUploadV2({
    channel_id: "C0MOVES",
    thread_ts: ts,
    filename: "vdiff.json",
    content: '{"corder":0}',
    initial_comment: "Full report",
  });

  expect(slack.messages("C0MOVES")[0]?.blocks).toMatchObject([{ type: "divider" }]);
  expect(slack.files().map((file) => [file.name, file.content?.toString("utf8")])).toEqual([["vdiff.json", '{"corder":0}']]);
  expect(slack.thread("C0MOVES", ts)[1]).toMatchObject({ text: "Full report", files: [{ name: "vdiff.json" }] });
});

test("a permalink opens the page", async () => {
  const ts = await post(slack, { text: "card" });
  const { body } = await call(slack, "chat.getPermalink", { channel: "C0MOVES", message_ts: ts });
  const page = await fetch(String(body["permalink"]));
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
});

test("calls are kept with their arguments and answers", async () => {
  await call(slack, "chat.postMessage", { channel: "C0OUT", text: "x" });
  expect(slack.calls("chat.postMessage")).toMatchObject([
    { args: { channel: "C0OUT", text: "x" }, token: slack.botToken, answer: "not_in_channel" },
  ]);
});

test("blocks.validate lists every problem", async () => {
  const { body } = await call(slack, "blocks.validate", { blocks: [{ type: "nonsense" }] });
  expect(body).toEqual({
    ok: false,
    error: "invalid_blocks",
    errors: [{ pointer: "/blocks/0/type", code: "unsupported_type", message: "unsupported type: nonsense" }],
  });
});
