import { WebClient } from "@slack/web-api";
import { expect, test } from "vitest";
import type { PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import { renderCard } from "../../../src/slack/move/card.ts";
import { bench } from "../../store/with-redis.ts";
import { MOVE } from "../../store/literals.ts";
import { move, reading, stream, view, workflow } from "../given.ts";
import { words } from "../words.ts";
import { openHarness } from "./harness.ts";

const redis = bench();
const STOP = "stop local/customer.commerce2customer";

/** A card of a running copy in Ana's channel, as the worker posts it. */
async function withCard(slack: PracticeSlack, subType = "None"): Promise<{ readonly channel: string; readonly ts: string }> {
  const streams = [stream({ state: "Copying", copyStates: [{ table: "customer" as never, lastPk: "1" }] })];
  const its = reading({ workflow: workflow({ subType, streams }) });
  const card = renderCard(view({ move: move({ name: MOVE.name }), reading: its }), { forFollower: false });
  const { postMessage } = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl }).chat;
  const { ts = "" } = await postMessage({ channel: "C0MOVES", text: card.text, blocks: [...card.blocks] });
  return { channel: "C0MOVES", ts };
}

test("Stop in a card's menu says first what it does; submitted, it is the command of whoever chose it", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  const at = await withCard(slack);
  await slack.selectOption({ user: "U0BEN", ...at, actionId: "menu:move", value: STOP });
  const form = await slack.waitFor(() => slack.views("U0BEN")[0]);
  expect(words({ blocks: form.blocks as never })).toContain("Nothing is lost.");
  expect(await records.inbox.pending()).toEqual([]);
  await slack.submitView({ user: "U0BEN", values: {} });
  expect(await records.inbox.pending()).toMatchObject([
    { by: "U0BEN", channel: "C0MOVES", text: "/movetables stop customer.commerce2customer --cluster=local" },
  ]);
});

test("Stop of a copy from one snapshot warns that it is for good", async () => {
  const { slack } = await openHarness(redis.fresh().records);
  const at = await withCard(slack, "AtomicCopy");
  await slack.selectOption({ user: "U0BEN", ...at, actionId: "menu:move-final", value: STOP });
  const form = await slack.waitFor(() => slack.views("U0BEN")[0]);
  expect(words({ blocks: form.blocks as never })).toContain("cancelled and created anew, from the first row");
});

test("every other choice in the menu runs at once", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  const at = await withCard(slack);
  await slack.selectOption({ user: "U0BEN", ...at, actionId: "menu:move", value: "diagnose local/customer.commerce2customer" });
  expect(await records.inbox.pending()).toMatchObject([{ by: "U0BEN", text: "diagnose local/customer.commerce2customer" }]);
  expect(slack.views("U0BEN")).toEqual([]);
});
