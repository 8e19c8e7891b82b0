import { expect, test } from "vitest";
import { NOT_FOUND_HERE } from "../../../src/slack/app/sentences.ts";
import { bench } from "../../store/with-redis.ts";
import { askInSlack, openStage, toldTo } from "./stage.ts";

const redis = bench();

test("`@Tandem status` in a move's thread means that move, and is answered in the thread", async () => {
  const stage = await openStage(redis.fresh().records);
  const { slack, records, jobs } = stage;
  const threadTs = (await askInSlack(stage)).thread_ts ?? "";
  await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "status", threadTs });
  await expect.poll(() => jobs.asked.length).toBe(1);
  expect(await records.inbox.pending()).toMatchObject([
    { by: "U0DEV", channel: "C0MOVES", threadTs, text: "status --cluster=local --target-keyspace=customer --workflow=commerce2customer" },
  ]);
  await slack.waitFor(() => toldTo(slack, "U0DEV").length === 1);
  expect(slack.ephemerals("U0DEV")[0]).toMatchObject({ text: "Reading `customer.commerce2customer` …", thread_ts: threadTs });
});

test("a verb that would open a form means the thread's move when it is said in a thread", async () => {
  const stage = await openStage(redis.fresh().records);
  const { slack, records } = stage;
  const threadTs = (await askInSlack(stage)).thread_ts ?? "";
  await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "switch", threadTs });
  await expect
    .poll(() => records.inbox.pending())
    .toMatchObject([{ text: "switch --cluster=local --target-keyspace=customer --workflow=commerce2customer" }]);
});

test("a mention that names another move means that one", async () => {
  const stage = await openStage(redis.fresh().records);
  const { slack, records } = stage;
  const threadTs = (await askInSlack(stage)).thread_ts ?? "";
  await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "status other.move", threadTs });
  await expect.poll(() => records.inbox.pending()).toMatchObject([{ text: "status other.move" }]);
});

test("a mention in some other thread asks for a name", async () => {
  const stage = await openStage(redis.fresh().records);
  const { slack, records } = stage;
  await askInSlack(stage);
  const { ts } = slack.say({ user: "U0DEV", channel: "C0MOVES", text: "lunch?" });
  await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "status", threadTs: ts });
  await slack.waitFor(() => toldTo(slack, "U0DEV").length === 1);
  expect(toldTo(slack, "U0DEV")).toEqual([NOT_FOUND_HERE]);
  expect(await records.inbox.pending()).toEqual([]);
});

test("a mention whose acknowledgement got lost comes again and is one command", async () => {
  const { slack, records, jobs } = await openStage(redis.fresh().records, "socket", { eventRetryDelaysMs: [50] });
  slack.faults.add({ deliver: "events_api", kind: "lost-ack" });
  await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "list" });
  await expect.poll(() => jobs.asked.length).toBe(2);
  expect(await records.inbox.pending()).toHaveLength(1);
});

test("what needs a form is answered with its button, for a mention may not open one", async () => {
  const stage = await openStage(redis.fresh().records);
  const { slack } = stage;
  const threadTs = (await askInSlack(stage)).thread_ts ?? "";
  await slack.mention({ user: "U0DEV", channel: "C0MOVES", text: "mirror", threadTs });
  const answer = await slack.waitFor(() => slack.ephemerals("U0DEV")[0]);
  await slack.click({ user: "U0DEV", channel: "C0MOVES", ts: answer.ts, actionId: "form:open" });
  const form = await slack.waitFor(() => slack.views("U0DEV")[0]);
  expect(form).toMatchObject({ callback_id: "form:mirror" });
  expect(form["private_metadata"]).toContain('"name":"customer.commerce2customer"');
});
