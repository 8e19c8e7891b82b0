import { afterEach, describe, expect, test } from "vitest";
import { post, startBolt, type Running } from "./bolt-app.ts";

const running: Running[] = [];
async function start(...args: Parameters<typeof startBolt>): Promise<Running> {
  const started = await startBolt(...args);
  running.push(started);
  return started;
}
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
});

const approve = {
  type: "actions",
  elements: [{ type: "button", action_id: "approve", text: { type: "plain_text", text: "Approve" }, value: "r-1" }],
};
const title = { type: "plain_text", text: "Switch" } as const;

describe.each(["socket", "http"] as const)("over %s", (transport) => {
  test("a slash command is acknowledged and its receipt is private to the person", async () => {
    const { slack } = await start({ transport }, (app) => {
      app.command("/movetables", async ({ ack, command }) => ack(`got ${command.text} from ${command.user_name}`));
    });
    const ack = await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "status" });

    expect(ack).toEqual({ ok: true, payload: { text: "got status from ana" } });
    expect(slack.ephemerals("U0ANA").map((entry) => entry.text)).toEqual(["got status from ana"]);
    expect(slack.ephemerals("U0BEN")).toEqual([]);
    expect(slack.messages("C0MOVES")).toEqual([]);
  });

  test("a button carries the message as the person sees it, and its response_url answers in private", async () => {
    const { slack, app } = await start({ transport }, (bolt) => {
      bolt.action("approve", async ({ ack, body, action, respond }) => {
        await ack();
        if (action.type === "button") await respond({ text: `${body.user.id} pressed ${action.value}`, replace_original: false });
      });
    });
    const ts = await post(app.client, { channel: "C0MOVES", text: "Two people needed", blocks: [approve] });
    await slack.click({ user: "U0BEN", channel: "C0MOVES", ts, actionId: "approve" });

    const answer = await slack.waitFor(() => slack.ephemerals("U0BEN")[0]);
    expect(answer.text).toBe("U0BEN pressed r-1");
    expect(slack.messages("C0MOVES")).toHaveLength(1);
  });

  test("a command opens a modal, whose errors stay under their fields until it is right", async () => {
    const { slack } = await start({ transport }, (app) => {
      app.command("/movetables", async ({ ack, command, client }) => {
        await ack();
        const element = { type: "plain_text_input" as const, action_id: "reason" };
        await client.views.open({
          trigger_id: command.trigger_id,
          view: {
            type: "modal",
            callback_id: "reject",
            title,
            submit: title,
            private_metadata: command.channel_id,
            blocks: [{ type: "input", block_id: "why", label: title, element }],
          },
        });
      });
      app.view("reject", async ({ ack, view, client }) => {
        const reason = view.state.values["why"]?.["reason"]?.value ?? "";
        const tooShort = reason.length < 5;
        await (tooShort ? ack({ response_action: "errors", errors: { why: "Say a little more." } }) : ack());
        if (tooShort) return;
        await post(client, { channel: view.private_metadata, text: `Rejected: ${reason}` });
      });
    });
    await slack.runCommand({ user: "U0CHO", channel: "C0MOVES", command: "/movetables", text: "reject" });
    await slack.waitFor(() => slack.views("U0CHO")[0]);

    expect(await slack.submitView({ user: "U0CHO" })).toEqual({
      kind: "incomplete",
      errors: { why: "Please complete this required field." },
    });
    expect(await slack.submitView({ user: "U0CHO", values: { reason: "no" } })).toEqual({
      kind: "errors",
      errors: { why: "Say a little more." },
    });
    expect(slack.views("U0CHO")).toHaveLength(1);
    expect(await slack.submitView({ user: "U0CHO", values: { why: "lag too high" } })).toEqual({ kind: "closed" });
    expect(slack.views("U0CHO")).toEqual([]);
    expect((await slack.waitFor(() => slack.messages("C0MOVES")[0])).text).toBe("Rejected: lag too high");
  });

  test("opening the Home tab lets the app publish it for that person only", async () => {
    const { slack } = await start({ transport }, (app) => {
      app.event("app_home_opened", async ({ event, client }) => {
        await client.views.publish({ user_id: event.user, view: { type: "home", blocks: [{ type: "divider" }] } });
      });
    });
    await slack.openHome("U0DEV");

    const home = await slack.waitFor(() => slack.home("U0DEV"));
    expect(home.blocks.map((block) => block["type"])).toEqual(["divider"]);
    expect(slack.home("U0ANA")).toBeUndefined();
  });

  test("a mention in a thread reaches the app with the thread it came from", async () => {
    const { slack, app } = await start({ transport }, (bolt) => {
      bolt.event("app_mention", async ({ event, client }) => {
        await post(client, { channel: event.channel, text: `heard ${event.text}`, thread_ts: event.thread_ts ?? event.ts });
      });
    });
    const ts = await post(app.client, { channel: "C0MOVES", text: "copying" });
    await slack.mention({ user: "U0DEV", channel: "C0MOVES", threadTs: ts, text: "status" });

    const thread = await slack.waitFor(() => {
      const messages = slack.thread("C0MOVES", ts);
      return messages.length === 3 && messages;
    });
    expect(thread.map((message) => message.text)).toEqual(["copying", "<@U0TANDEM> status", "heard <@U0TANDEM> status"]);
    expect(thread[0]?.reply_count).toBe(2);
    expect(slack.messages("C0MOVES")).toHaveLength(1);
  });

  test("an external select asks the app for options for the typed text", async () => {
    const { slack, app } = await start({ transport }, (bolt) => {
      bolt.options("keyspace", async ({ ack, options }) => {
        await ack({
          options: ["commerce", "customer"]
            .filter((name) => name.startsWith(options.value))
            .map((name) => ({ text: { type: "plain_text", text: name }, value: name })),
        });
      });
    });
    const select = { type: "external_select" as const, action_id: "keyspace", min_query_length: 0 };
    const ts = await post(app.client, {
      channel: "C0MOVES",
      text: "pick",
      blocks: [{ type: "actions", elements: [select] }],
    });

    const suggestions = await slack.suggest({ user: "U0ANA", channel: "C0MOVES", ts, actionId: "keyspace", value: "com" });
    expect(suggestions).toEqual({ ok: true, options: [{ text: { type: "plain_text", text: "commerce" }, value: "commerce" }], groups: [] });
  });

  test("a command that the app never acknowledges times out visibly for the person", async () => {
    const { slack } = await start({ transport, ackTimeoutMs: 150 }, (app) => {
      app.command("/movetables", () => Promise.resolve());
    });
    const ack = await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "status" });

    expect(ack).toEqual({ ok: false, error: "operation_timeout" });
    expect(slack.ephemerals("U0ANA").map(({ from, text }) => `${from}: ${text}`)).toEqual([
      'slack: /movetables failed with the error "operation_timeout"',
    ]);
  });
});
