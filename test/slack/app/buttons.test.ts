import { expect, test } from "vitest";
import { WebClient } from "@slack/web-api";
import type { KnownBlock, ModalView } from "@slack/types";
import { bench } from "../../store/with-redis.ts";
import { STALE_BUTTON, STALE_FORM } from "../../../src/slack/web-api/sentences.ts";
import { openHarness, toldTo, type Harness } from "./harness.ts";

const redis = bench();

/** A message from the app with one button, as an earlier version of Tandem might have left it. */
async function withButton({ slack }: Harness, actionId: string, value: string, url?: string): Promise<{ channel: string; ts: string }> {
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
  const text = { type: "plain_text" as const, text: "Press" };
  const button = { type: "button" as const, text, action_id: actionId, value, ...(url === undefined ? {} : { url }) };
  const blocks: KnownBlock[] = [{ type: "actions", elements: [button] }];
  const { postMessage } = client.chat;
  const { ts = "" } = await postMessage({ channel: "C0MOVES", text: "old", blocks });
  return { channel: "C0MOVES", ts };
}

/** An open view as it can be sent again. */
function shapeOf(view: Readonly<Record<string, unknown>>): ModalView {
  const { type, callback_id, title, submit, blocks } = view;
  return { type, callback_id, title, submit, blocks } as ModalView;
}

test("a button that runs a command is the command typed by the person who pressed it", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack, records, jobs } = harness;
  const at = await withButton(harness, "command:stop", "stop local/customer.commerce2customer");
  await slack.click({ user: "U0BEN", ...at, actionId: "command:stop" });
  const [inbound] = await records.inbox.pending();
  expect(inbound).toMatchObject({ by: "U0BEN", channel: "C0MOVES", text: "stop local/customer.commerce2customer" });
  await slack.waitFor(() => toldTo(slack, "U0BEN").length === 1);
  expect(jobs.asked).toEqual([`answer-command ${inbound?.id ?? ""}`]);
});

test("a press that Slack delivers twice is one command; two presses are two", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack, records } = harness;
  const at = await withButton(harness, "command:status", "status customer.commerce2customer");
  slack.faults.add({ deliver: "interactive", kind: "duplicate" });
  await slack.click({ user: "U0BEN", ...at, actionId: "command:status" });
  expect(await records.inbox.pending()).toHaveLength(1);
  await slack.click({ user: "U0BEN", ...at, actionId: "command:status" });
  expect(await records.inbox.pending()).toHaveLength(2);
});

test("a button from an earlier version is acknowledged and says that it no longer does anything", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack } = harness;
  const at = await withButton(harness, "switch_now", "q-1");
  expect(await slack.click({ user: "U0BEN", ...at, actionId: "switch_now" })).toMatchObject({ ok: true });
  await slack.waitFor(() => toldTo(slack, "U0BEN").length === 1);
  expect(toldTo(slack, "U0BEN")).toEqual([STALE_BUTTON]);
});

test("a form from an earlier version is acknowledged and says that nothing was recorded", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack, records } = harness;
  const at = await withButton(harness, "create:open", "local");
  await slack.click({ user: "U0BEN", ...at, actionId: "create:open" });
  await slack.waitFor(() => slack.views("U0BEN").length === 1);
  const view = slack.views("U0BEN")[0];
  const old = { ...view, callback_id: "create_move_v0" };
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
  await client.views.update({ view_id: view?.id ?? "", view: shapeOf(old) });
  expect(
    await slack.submitView({
      user: "U0BEN",
      values: { "create-source": "a", "create-target": "b", "create-workflow": "c", "create-tables": "d" },
    }),
  ).toEqual({
    kind: "closed",
  });
  await slack.waitFor(() => slack.messages("D0BEN").length === 1);
  expect(slack.messages("D0BEN")[0]?.text).toBe(STALE_FORM);
  expect(await records.inbox.pending()).toEqual([]);
});

test("a link only needs its acknowledgement", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack } = harness;
  const at = await withButton(harness, "link:open", "", "https://example.com/");
  expect(await slack.click({ user: "U0BEN", ...at, actionId: "link:open" })).toMatchObject({ ok: true });
  expect(toldTo(slack, "U0BEN")).toEqual([]);
});

test("a command's button outside any channel is answered by direct message", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  const list = { type: "button", action_id: "command:list", value: "list", text: { type: "plain_text", text: "All moves" } } as const;
  const { publish } = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl }).views;
  await publish({ user_id: "U0DEV", view: { type: "home", blocks: [{ type: "actions", elements: [list] }] } });
  await slack.click({ user: "U0DEV", viewId: "home", actionId: "command:list" });
  expect(await records.inbox.pending()).toMatchObject([{ by: "U0DEV", channel: "U0DEV" }]);
  await slack.waitFor(() => slack.messages("D0DEV").length === 1);
  expect(slack.messages("D0DEV")[0]?.text).toBe("Reading the list of moves …");
});

test("opening the Home tab has it drawn for ten minutes", async () => {
  const { slack, jobs } = await openHarness(redis.fresh().records);
  const before = Date.now();
  await slack.openHome("U0DEV");
  await expect.poll(() => jobs.asked).toHaveLength(1);
  const [asked = ""] = jobs.asked;
  const [, person, until] = /^publish-home (\S+) (\d+)$/.exec(asked) ?? [];
  expect(person).toBe("U0DEV");
  expect(Number(until)).toBeGreaterThanOrEqual(before + 10 * 60_000);
});
