import { expect, test } from "vitest";
import { MENTION_EDITED, MENTION_LATE, NOT_FOUND_HERE } from "../../../src/slack/web-api/sentences.ts";
import { toCardKey } from "../../../src/slack/move/card-key.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import { MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { askInSlack, openHarness, toldTo, type Harness } from "./harness.ts";

const redis = bench();

test("`@Tandem status` in a move's thread means that move, and is answered in the thread", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack, records, jobs } = harness;
  const threadTs = (await askInSlack(harness)).thread_ts ?? "";
  await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "status", threadTs });
  await expect.poll(() => jobs.asked.length).toBe(1);
  expect(await records.inbox.pending()).toMatchObject([
    { by: "U0DEV", channel: "C0MOVES", threadTs, text: "status --cluster=local --target-keyspace=customer --workflow=commerce2customer" },
  ]);
  await slack.waitFor(() => toldTo(slack, "U0DEV").length === 1);
  expect(slack.ephemerals("U0DEV")[0]).toMatchObject({ text: "Reading `customer.commerce2customer` …", thread_ts: threadTs });
});

test("a verb that would open a form means the thread's move if it is used in a thread", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack, records } = harness;
  const threadTs = (await askInSlack(harness)).thread_ts ?? "";
  await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "switch", threadTs });
  await expect
    .poll(() => records.inbox.pending())
    .toMatchObject([{ text: "switch --cluster=local --target-keyspace=customer --workflow=commerce2customer" }]);
});

test("a card that a pattern brought into a channel heads the move's thread there too", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack, records } = harness;
  await askInSlack(harness);
  const elsewhere = toChannelId("C0INC42");
  const { ts } = slack.say({ user: "U0DEV", channel: elsewhere, text: "the card" });
  await records.saveMessage(toCardKey(MOVE_ID, elsewhere), { channel: elsewhere, ts, shows: "" });
  await slack.mention({ user: "U0DEV", channel: elsewhere, text: "status", threadTs: ts });
  await expect
    .poll(() => records.inbox.pending())
    .toMatchObject([{ text: "status --cluster=local --target-keyspace=customer --workflow=commerce2customer" }]);
});

test("a mention that names another move means that one", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack, records } = harness;
  const threadTs = (await askInSlack(harness)).thread_ts ?? "";
  await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "status other.move", threadTs });
  await expect.poll(() => records.inbox.pending()).toMatchObject([{ text: "status other.move" }]);
});

test("a mention in any other thread asks for a name", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack, records } = harness;
  await askInSlack(harness);
  const { ts } = slack.say({ user: "U0DEV", channel: "C0MOVES", text: "lunch?" });
  await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "status", threadTs: ts });
  await slack.waitFor(() => toldTo(slack, "U0DEV").length === 1);
  expect(toldTo(slack, "U0DEV")).toEqual([NOT_FOUND_HERE]);
  expect(await records.inbox.pending()).toEqual([]);
});

test("a mention whose acknowledgement was lost comes again and is one command", async () => {
  const { slack, records, jobs } = await openHarness(redis.fresh().records, "socket", { eventRetryDelaysMs: [50] });
  slack.faults.add({ deliver: "events_api", kind: "lost-ack" });
  await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "list" });
  await expect.poll(() => jobs.asked.length).toBe(2);
  expect(await records.inbox.pending()).toHaveLength(1);
});

test("a mention that needs a form is answered with its button, because a mention cannot open one", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack } = harness;
  const threadTs = (await askInSlack(harness)).thread_ts ?? "";
  await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "mirror", threadTs });
  const answer = await slack.waitFor(() => slack.ephemerals("U0DEV")[0]);
  await slack.click({ user: "U0DEV", channel: "C0MOVES", ts: answer.ts, actionId: "form:open" });
  const form = await slack.waitFor(() => slack.views("U0DEV")[0]);
  expect(form).toMatchObject({ callback_id: "form:mirror" });
  expect(form["private_metadata"]).toContain('"name":"customer.commerce2customer"');
});

/** Ana requests a stop, which is executed and finished. */
async function stopAsked({ slack, records }: Harness): Promise<{ readonly channel: string; readonly ts: string }> {
  await slack.mention({ user: "U0ANA", channel: "C0MOVES", text: "stop customer.w1" });
  await expect.poll(() => records.inbox.pending()).toHaveLength(1);
  const [inbound] = await records.inbox.pending();
  await records.inbox.done(inbound?.id ?? "");
  return { channel: "C0MOVES", ts: slack.messages("C0MOVES").at(-1)?.ts ?? "" };
}

/** The commands accepted so far. Sends a mention of its own: once that is in, everything delivered before it has been handled. */
async function takenUntil(text: string, { slack, records }: Harness): Promise<readonly string[]> {
  await slack.mention({ user: "U0BEN", channel: "C0MOVES", text });
  await expect.poll(async () => (await records.inbox.pending()).map((one) => one.text)).toContain(text);
  return (await records.inbox.pending()).map((one) => one.text);
}

test.each([
  ["edited as it stands", "<@U0TANDEM> stop customer.w1"],
  ["edited to another command", "<@U0TANDEM> stop customer.w2"],
])("an old mention that is %s runs nothing, and only its author is told", async (_, text) => {
  const harness = await openHarness(redis.fresh().records);
  const { slack } = harness;
  const message = await stopAsked(harness);
  await slack.touch({ ...message, text });
  await slack.waitFor(() => toldTo(slack, "U0ANA").includes(MENTION_EDITED));
  expect(await takenUntil("list", harness)).toEqual(["list"]);
});

test("an edit that adds a mention to a message without one runs nothing", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack } = harness;
  const { ts } = slack.say({ user: "U0ANA", channel: "C0MOVES", text: "stop customer.w1" });
  await slack.touch({ channel: "C0MOVES", ts, text: "<@U0TANDEM> stop customer.w1" });
  await slack.waitFor(() => toldTo(slack, "U0ANA").includes(MENTION_EDITED));
  expect(await takenUntil("list", harness)).toEqual(["list"]);
});

test("a typo that is fixed after its refusal still runs nothing", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack } = harness;
  await slack.mention({ user: "U0ANA", channel: "C0MOVES", text: "stpo customer.w1" });
  await slack.waitFor(() => toldTo(slack, "U0ANA").length === 1);
  const ts = slack.messages("C0MOVES").at(-1)?.ts ?? "";
  await slack.touch({ channel: "C0MOVES", ts, text: "<@U0TANDEM> stop customer.w1" });
  await slack.waitFor(() => toldTo(slack, "U0ANA").includes(MENTION_EDITED));
  expect(await takenUntil("list", harness)).toEqual(["list"]);
});

test.each([
  ["whose link unfurls", {}],
  ["that Slack reports as changed", { subtype: "message_changed" }],
  ["by a bot", { bot_id: "B0OTHER" }],
])("an old mention %s runs nothing and nobody is told", async (_, also) => {
  const harness = await openHarness(redis.fresh().records);
  const { slack } = harness;
  const message = await stopAsked(harness);
  const told = toldTo(slack, "U0ANA").length;
  await slack.touch({ ...message, also });
  expect(await takenUntil("list", harness)).toEqual(["list"]);
  expect(toldTo(slack, "U0ANA")).toHaveLength(told);
});

test("a new mention by another app runs nothing", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack } = harness;
  const { ts } = slack.say({ user: "U0ANA", channel: "C0MOVES", text: "<@U0TANDEM> stop customer.w1" });
  await slack.touch({ channel: "C0MOVES", ts, also: { event_ts: ts, bot_id: "B0OTHER", subtype: "bot_message" } });
  expect(await takenUntil("list", harness)).toEqual(["list"]);
  expect(toldTo(slack, "U0ANA")).toEqual([]);
});

test("the same new mention under another event id is one command", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack } = harness;
  const message = await stopAsked(harness);
  await slack.touch({ ...message, also: { event_ts: message.ts } });
  expect(await takenUntil("list", harness)).toEqual(["list"]);
});

test("a mention that Slack delivers long after it was written runs nothing, and its author is told", async () => {
  const hoursAgo = { now: () => new Date(Date.now() - 3 * 3_600_000) };
  const harness = await openHarness(redis.fresh().records, "socket", hoursAgo);
  const { slack, records } = harness;
  await slack.mention({ user: "U0ANA", channel: "C0MOVES", text: "stop customer.w1" });
  await slack.waitFor(() => toldTo(slack, "U0ANA").includes(MENTION_LATE));
  expect(await records.inbox.pending()).toEqual([]);
});
