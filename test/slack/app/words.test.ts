import { describe, expect, test } from "vitest";
import { DEFAULT_PEOPLE } from "../../../practice/slack/workspace/cast.ts";
import { THREAD_HELP } from "../../../src/slack/app/commands/thread-words.ts";
import { COPYING } from "../given.ts";
import { words } from "../words.ts";
import { MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { askInSlack, openHarness, toldTo } from "./harness.ts";

const redis = bench();
const NAMED = "--cluster=local --target-keyspace=customer --workflow=commerce2customer";

describe("in a move's thread", () => {
  test.each([
    ["", "status"],
    ["status", "status"],
    ["why?", "diagnose"],
    ["Why", "diagnose"],
    ["diff", "vdiff show"],
  ])("`@Tandem %s` is a command about that move", async (text, verb) => {
    const harness = await openHarness(redis.fresh().records);
    const { slack, records } = harness;
    const threadTs = (await askInSlack(harness)).thread_ts ?? "";
    await slack.mention({ user: "U0DEV", channel: "C0MOVES", text, threadTs });
    await expect.poll(() => records.inbox.pending()).toMatchObject([{ threadTs, text: `${verb} ${NAMED}` }]);
  });

  test("`@Tandem next` names the next step from the last reading, to that person alone", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack, records } = harness;
    const threadTs = (await askInSlack(harness)).thread_ts ?? "";
    await records.saveReading(MOVE_ID, { ...COPYING, at: Date.now() });
    await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "next?", threadTs });
    const [answer] = await slack.waitFor(() => slack.ephemerals("U0DEV").length === 1 && slack.ephemerals("U0DEV"));
    expect(answer?.thread_ts).toBe(threadTs);
    expect(words({ blocks: answer?.blocks as never })).toMatch(/^\*Waiting for 2 approvals · customer\.commerce2customer\*\n\*Next:\* /);
    expect(await records.inbox.pending()).toEqual([]);
  });

  test("the same holds after the move has ended", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack, records } = harness;
    const threadTs = (await askInSlack(harness)).thread_ts ?? "";
    await records.commit(MOVE_ID, ({ move }, at) => ({
      ...(move === undefined ? {} : { move: { ...move, state: { kind: "ended", at, how: "completed" } } }),
      result: undefined,
    }));
    await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "diff", threadTs });
    await expect.poll(() => records.inbox.pending()).toMatchObject([{ threadTs, text: `vdiff show ${NAMED}` }]);
    await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "next", threadTs });
    await slack.waitFor(() => slack.ephemerals("U0DEV").length === 1);
    expect(words({ blocks: slack.ephemerals("U0DEV")[0]?.blocks as never })).toMatch(/^\*Completed · customer\.commerce2customer\*/);
  });

  test("an unknown word gets a short help, and nothing runs", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack, records } = harness;
    const threadTs = (await askInSlack(harness)).thread_ts ?? "";
    await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "thanks a lot", threadTs });
    await slack.waitFor(() => toldTo(slack, "U0DEV").length === 1);
    expect(toldTo(slack, "U0DEV")).toEqual([THREAD_HELP]);
    expect(await records.inbox.pending()).toEqual([]);
  });

  test("an edit to one of these words runs nothing", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack, records } = harness;
    const threadTs = (await askInSlack(harness)).thread_ts ?? "";
    const { ts } = slack.say({ user: "U0DEV", channel: "C0MOVES", text: "hm", threadTs });
    await slack.touch({ channel: "C0MOVES", ts, text: "<@U0TANDEM> why" });
    await slack.waitFor(() => toldTo(slack, "U0DEV").length === 1);
    expect(await records.inbox.pending()).toEqual([]);
  });
});

test("outside of a move's thread these words are no commands, and a bare mention tells what runs", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack, records } = harness;
  await askInSlack(harness);
  await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "why" });
  await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "" });
  await slack.waitFor(() => toldTo(slack, "U0DEV").length === 2);
  expect(toldTo(slack, "U0DEV")).toEqual([expect.stringContaining("There is no `why`"), "Tandem moves tables between keyspaces of Vitess"]);
  expect(await records.inbox.pending()).toEqual([]);
});

describe("in its direct messages", () => {
  test.each(["hi", "Hello!", "good morning", "what's up?", "<@U0TANDEM>", "can you help; please"])(
    "`%s` is answered with what runs and what waits for that person",
    async (text) => {
      const harness = await openHarness(redis.fresh().records);
      const { slack, records } = harness;
      await askInSlack(harness);
      await slack.writeDirect("U0BEN", text);
      const [, answer] = await slack.waitFor(() => slack.messages("D0BEN").length === 2 && slack.messages("D0BEN"));
      const said = words({ blocks: answer?.blocks as never });
      expect(said).toMatch(/\*Waiting for you \(1\)\*\n• SwitchTraffic of customer\.commerce2customer · 0 of 2 approvals · approve by /);
      expect(said).toContain("*Running (1)*\n• Waiting for 2 approvals · customer.commerce2customer");
      expect(await records.inbox.pending()).toEqual([]);
    },
  );

  test("a command runs, and Slack's repeated delivery is still one", async () => {
    const harness = await openHarness(redis.fresh().records, "socket", { eventRetryDelaysMs: [50] });
    const { slack, records, jobs } = harness;
    slack.faults.add({ deliver: "events_api", kind: "lost-ack" });
    await slack.writeDirect("U0DEV", "status customer.commerce2customer");
    await expect.poll(() => jobs.asked.length).toBe(2);
    expect(await records.inbox.pending()).toMatchObject([{ by: "U0DEV", channel: "U0DEV", text: "status customer.commerce2customer" }]);
  });

  test("a misspelt verb with a workflow's name is refused as everywhere", async () => {
    const { slack } = await openHarness(redis.fresh().records);
    await slack.writeDirect("U0DEV", "stpo customer.w1");
    const [, answer] = await slack.waitFor(() => slack.messages("D0DEV").length === 2 && slack.messages("D0DEV"));
    expect(answer?.text).toContain("There is no `stpo`");
  });

  test("an edit, and what an app writes, is not answered", async () => {
    const { slack, records } = await openHarness(redis.fresh().records);
    await slack.writeDirect("U0DEV", "list");
    await expect.poll(() => records.inbox.pending()).toHaveLength(1);
    const [written] = slack.messages("D0DEV");
    const direct = { type: "message", channel_type: "im" };
    const ts = written?.ts ?? "";
    await slack.touch({ channel: "D0DEV", ts, text: "stop customer.w1", also: direct });
    await slack.touch({ channel: "D0DEV", ts, also: { ...direct, bot_id: "B0OTHER", event_ts: ts, text: "stop customer.w1" } });
    await slack.writeDirect("U0BEN", "keyspaces");
    await expect.poll(async () => (await records.inbox.pending()).map(({ text }) => text).toSorted()).toEqual(["keyspaces", "list"]);
  });

  test("a guest is told that Tandem does not answer, and nothing of a move", async () => {
    const guest = { id: "U0GUEST", name: "gus", realName: "Gus", says: { is_restricted: true } };
    const harness = await openHarness(redis.fresh().records, "socket", { people: [...DEFAULT_PEOPLE, guest] });
    const { slack } = harness;
    await askInSlack(harness);
    await slack.writeDirect(guest.id, "hi");
    const [, answer] = await slack.waitFor(() => slack.messages("D0GUEST").length === 2 && slack.messages("D0GUEST"));
    expect(answer?.text).toContain("Tandem does not answer guests");
  });
});
