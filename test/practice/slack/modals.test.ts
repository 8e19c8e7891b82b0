import { afterEach, describe, expect, test } from "vitest";
import type { ViewOutput, ViewResponseAction, ViewSubmitAction } from "@slack/bolt";
import type { Json } from "../../../practice/slack/blocks/json.ts";
import { startBolt, type Running } from "./bolt-app.ts";
import { call } from "./call.ts";

let running: Running;
afterEach(() => running.close());

const plain = (text: string): Json => ({ type: "plain_text", text });
const next = { type: "button", action_id: "next", text: plain("Next") };
const rowOf = (value: string): Json => ({ type: "actions", block_id: `row-${value}`, elements: [{ ...next, value }] });
const view = (title: string, fields: Json = {}): Json => ({
  type: "modal",
  callback_id: "move",
  title: plain(title),
  submit: plain("Go"),
  blocks: [
    {
      type: "input",
      block_id: "name",
      optional: true,
      label: plain("Name"),
      element: { type: "plain_text_input", action_id: "name", initial_value: "commerce2customer" },
    },
    { type: "actions", block_id: "more", elements: [next] },
  ],
  ...fields,
});

/** Bolt's types allow only correct answers; these tests also send wrong ones. */
function asResponse(answer: Json): ViewResponseAction {
  return JSON.parse(JSON.stringify(answer));
}

/** An app whose command opens `first`, whose button pushes another, and whose submit answers `answer`. */
async function start({
  first = view("First"),
  answer = {},
}: {
  readonly first?: Json;
  readonly answer?: Json;
}): Promise<{ readonly seen: ViewOutput[]; readonly closed: boolean[] }> {
  const seen: ViewOutput[] = [];
  const closed: boolean[] = [];
  running = await startBolt({}, (app) => {
    app.command("/movetables", async ({ ack, command, client }) => {
      await ack();
      await client.apiCall("views.open", { trigger_id: command.trigger_id, view: first });
    });
    app.action("next", async ({ ack, body, client }) => {
      await ack();
      const trigger = "trigger_id" in body ? body.trigger_id : "";
      await client.apiCall("views.push", { trigger_id: trigger, view: view("Pushed") }).catch(() => undefined);
    });
    app.view<ViewSubmitAction>({ type: "view_submission", callback_id: "move" }, async ({ ack, view: submitted }) => {
      seen.push(submitted);
      await ack(asResponse(answer));
    });
    app.view({ type: "view_closed", callback_id: "move" }, async ({ ack, body }) => {
      if (body.type === "view_closed") closed.push(body.is_cleared);
      await ack();
    });
  });
  const { slack } = running;
  await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "new" });
  await slack.waitFor(() => slack.views("U0ANA").length === 1);
  return { seen, closed };
}
const titles = (): unknown[] =>
  running.slack
    .views("U0ANA")
    .map((open) => open["title"])
    .map((title) => JSON.parse(JSON.stringify(title)).text);
const pushOne = async (count: number): Promise<void> => {
  await running.slack.click({ user: "U0ANA", viewId: running.slack.views("U0ANA").at(-1)?.id ?? "", actionId: "next" });
  await running.slack.waitFor(() => running.slack.calls("views.push").length === count);
};

describe("a modal", () => {
  test("passes its fields, presets included, and its private_metadata to the app", async () => {
    const { seen } = await start({ first: view("First", { private_metadata: "C0MOVES:1.2" }) });
    await running.slack.submitView({ user: "U0ANA" });
    expect(seen[0]).toMatchObject({
      private_metadata: "C0MOVES:1.2",
      state: { values: { name: { name: { type: "plain_text_input", value: "commerce2customer" } } } },
    });
  });

  test("can be stacked three deep; the fourth is refused", async () => {
    await start({});
    await pushOne(1);
    await pushOne(2);
    await pushOne(3);
    expect(titles()).toEqual(["First", "Pushed", "Pushed"]);
    expect(running.slack.calls("views.push").map((each) => each.answer)).toEqual(["ok", "ok", "push_limit_reached"]);
  });

  test("shows the one below once the top one is submitted", async () => {
    await start({});
    await pushOne(1);
    expect(await running.slack.submitView({ user: "U0ANA" })).toEqual({ kind: "closed" });
    expect(titles()).toEqual(["First"]);
  });

  test.each<[string, Json, string, string[]]>([
    ["update", { response_action: "update", view: view("Second") }, "updated", ["Second"]],
    ["push", { response_action: "push", view: view("Second") }, "pushed", ["First", "Second"]],
    ["clear", { response_action: "clear" }, "cleared", []],
  ])("is stacked according to the app's answer %s", async (_name, answer, kind, after) => {
    await start({ answer });
    expect(await running.slack.submitView({ user: "U0ANA" })).toEqual({ kind });
    expect(titles()).toEqual(after);
  });

  test.each<[string, Json, string]>([
    ["errors for a missing field", { response_action: "errors", errors: { nowhere: "x" } }, "nowhere"],
    ["a view that Slack refuses", { response_action: "update", view: view("x".repeat(25)) }, "must be less than 25 characters"],
    ["an unknown action", { response_action: "explode" }, "explode"],
  ])("stays open on an answer with %s, and the person sees a failure", async (_name, answer, words) => {
    await start({ answer });
    const result = await running.slack.submitView({ user: "U0ANA" });
    expect(result.kind === "failed" && result.error).toContain(words);
    expect(titles()).toEqual(["First"]);
  });

  test("reports its closing to the app only on request", async () => {
    const quiet = await start({});
    expect(await running.slack.closeView({ user: "U0ANA" })).toBeUndefined();
    expect(quiet.closed).toEqual([]);
    await running.close();
    const told = await start({ first: view("First", { notify_on_close: true }) });
    expect(await running.slack.closeView({ user: "U0ANA", clear: true })).toMatchObject({ ok: true });
    expect(told.closed).toEqual([true]);
  });

  test("rejects an update with an old hash", async () => {
    await start({});
    const { slack } = running;
    const [open] = slack.views("U0ANA");
    const update = { view_id: open?.id, hash: open?.hash };
    expect((await call(slack, "views.update", { ...update, view: view("Second") })).body["ok"]).toBe(true);
    expect((await call(slack, "views.update", { ...update, view: view("Third") })).body["error"]).toBe("hash_conflict");
    expect(titles()).toEqual(["Second"]);
  });

  test("belongs to one person", async () => {
    await start({});
    expect(running.slack.views("U0BEN")).toEqual([]);
    await expect(running.slack.submitView({ user: "U0BEN" })).rejects.toThrow("no modal open");
  });
});

test("nobody can press or enter what is not offered", async () => {
  await start({
    first: view("First", {
      blocks: [
        {
          type: "input",
          block_id: "drop",
          label: plain("After"),
          element: { type: "static_select", action_id: "drop", options: [{ text: plain("Keep"), value: "keep" }] },
        },
      ],
    }),
  });
  const { slack } = running;
  const { ts } = slack.say({ user: "U0DEV", channel: "C0MOVES", text: "no buttons here" });
  await expect(slack.click({ user: "U0ANA", channel: "C0MOVES", ts, actionId: "approve" })).rejects.toThrow(
    "no element approve here; there is: nothing to press",
  );
  await expect(slack.submitView({ user: "U0ANA", values: { drop: "destroy" } })).rejects.toThrow(
    "drop does not offer destroy; it offers keep",
  );
});

test("a click on an older version of a message still reaches the app, as late clicks do", async () => {
  const pressed: unknown[] = [];
  running = await startBolt({}, (app) => {
    app.action("next", async ({ ack, body }) => {
      pressed.push(body.user.id);
      await ack();
    });
  });
  const { slack, app } = running;
  await app.client.apiCall("chat.postMessage", { channel: "C0MOVES", text: "x", blocks: [{ type: "actions", elements: [next] }] });
  const [asSeen] = slack.messages("C0MOVES");
  if (!asSeen) throw new Error("nothing was posted");
  await call(slack, "chat.update", { channel: "C0MOVES", ts: asSeen.ts, text: "decided", blocks: [] });
  await slack.click({ user: "U0BEN", channel: "C0MOVES", ts: asSeen.ts, asSeen, actionId: "next" });
  expect(pressed).toEqual(["U0BEN"]);
});

test("of several buttons with one action_id, the value or the block identifies one; without either the press is refused", async () => {
  const pressed: unknown[] = [];
  running = await startBolt({}, (app) => {
    app.action("next", async ({ ack, action }) => {
      pressed.push(action.type === "button" && action.value);
      await ack();
    });
  });
  const { slack, app } = running;
  await app.client.apiCall("chat.postMessage", { channel: "C0MOVES", text: "x", blocks: [rowOf("one"), rowOf("two")] });
  const where = { user: "U0BEN", channel: "C0MOVES", ts: slack.messages("C0MOVES")[0]?.ts ?? "", actionId: "next" };
  await slack.click({ ...where, value: "two" });
  await slack.click({ ...where, blockId: "row-one" });
  expect(pressed).toEqual(["two", "one"]);
  await expect(slack.click(where)).rejects.toThrow("more than one element next here");
  await expect(slack.click({ ...where, value: "three" })).rejects.toThrow("no element next here");
});
