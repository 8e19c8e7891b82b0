import { expect, test } from "vitest";
import { toChannelId } from "../../../src/core/people/people.ts";
import { MOVE } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { askInSlack, openHarness, PEOPLE_OF_HARNESS, toldTo, type Harness, type HarnessOptions } from "./harness.ts";
import { COLLEAGUE, EVERYBODY, GUEST, HOUSE, OUTSIDERS, STRANGER } from "./outsiders.ts";

const redis = bench();

const READS = ["tables commerce", "rules get", "keyspaces", "diagnose customer.w1", "list", "explain x", "help", "nonsense"];

async function open(options: HarnessOptions = {}): Promise<Harness> {
  return openHarness(redis.fresh().records, "socket", { people: EVERYBODY, enterprise: HOUSE }, undefined, options);
}

/** Every outsider is an operator and an approver by their id in the settings. */
const NAMED: HarnessOptions = {
  policy: {
    ...PEOPLE_OF_HARNESS,
    operators: ["U0ANA", ...OUTSIDERS.map(({ id }) => id)],
    approvers: ["U0ANA", "U0BEN", ...OUTSIDERS.map(({ id }) => id)],
  },
};

test.each(OUTSIDERS)("$name, an outsider, sees nothing of what a command would show", async ({ id }) => {
  const { slack, records } = await open();
  for (const text of READS) await slack.runCommand({ user: id, channel: "C0MOVES", command: "/movetables", text });
  expect(await records.inbox.pending()).toEqual([]);
  expect(new Set(toldTo(slack, id)).size).toBe(1);
  expect(toldTo(slack, id)[0]).toContain("Ask <@U0ANA>");
});

test("an outsider's mention is answered to them alone, whatever it asks", async () => {
  const { slack, records } = await open();
  for (const text of READS) await slack.mention({ user: STRANGER.id, channel: "C0MOVES", text });
  await slack.waitFor(() => toldTo(slack, STRANGER.id).length === READS.length);
  expect(await records.inbox.pending()).toEqual([]);
  expect(slack.messages("C0MOVES").every(({ bot_id: bot }) => bot === undefined)).toBe(true);
});

test("an outsider who opens the Home tab finds an explanation and no moves", async () => {
  const { slack, jobs } = await open();
  await slack.openHome(STRANGER.id);
  const home = await slack.waitFor(() => slack.home(STRANGER.id));
  expect(JSON.stringify(home.blocks)).toContain("does not answer guests or people of other workspaces here");
  expect(jobs.asked).toEqual([]);
});

test("an outsider's press on a request shows nothing of it", async () => {
  const harness = await open();
  const { slack, records } = harness;
  const { channel, ts } = await askInSlack(harness);
  await slack.click({ user: STRANGER.id, channel, ts, actionId: "request:dry-run" });
  await slack.click({ user: STRANGER.id, channel, ts, actionId: "request:approve" });
  await slack.waitFor(() => toldTo(slack, STRANGER.id).length === 2);
  expect(new Set(toldTo(slack, STRANGER.id)).size).toBe(1);
  expect((await records.requests.live())[0]?.votes).toEqual([]);
});

test("a colleague from another workspace of the organisation is not an outsider", async () => {
  const { slack, records } = await open();
  await slack.runCommand({ user: COLLEAGUE.id, channel: "C0MOVES", command: "/movetables", text: "list" });
  expect(await records.inbox.pending()).toMatchObject([{ by: COLLEAGUE.id, text: "list" }]);
});

test.each([
  ["their workspace", "T0OTHER"],
  ["their own id", STRANGER.id],
])("an outsider whom the installation admits by %s is answered", async (_, guest) => {
  const { slack, records } = await open({ guests: [guest] });
  await slack.runCommand({ user: STRANGER.id, channel: "C0MOVES", command: "/movetables", text: "list" });
  expect(await records.inbox.pending()).toHaveLength(1);
});

test.each(OUTSIDERS)("$name may do nothing although the settings name them as an operator and an approver", async ({ id }) => {
  const harness = await open(NAMED);
  const { slack, records } = harness;
  await slack.runCommand({ user: id, channel: "C0MOVES", command: "/movetables", text: "list" });
  await slack.runCommand({ user: id, channel: "C0MOVES", command: "/movetables", text: "stop customer.w1" });
  const { channel, ts } = await askInSlack(harness);
  await slack.click({ user: id, channel, ts, actionId: "request:approve" });
  await slack.waitFor(() => toldTo(slack, id).length === 3);
  expect(new Set(toldTo(slack, id)).size).toBe(1);
  expect(await records.inbox.pending()).toEqual([]);
  expect((await records.requests.live())[0]?.votes).toEqual([]);
});

test("an outsider who calls themselves by an operator's name is nobody", async () => {
  const { slack, records } = await openHarness(redis.fresh().records, "socket", {
    people: [...EVERYBODY, { ...STRANGER, id: "U0ANA2", name: "ana", realName: "Ana" }],
  });
  await slack.runCommand({ user: "U0ANA2", channel: "C0MOVES", command: "/movetables", text: "list" });
  expect(await records.inbox.pending()).toEqual([]);
});

test("somebody whom Slack does not describe is shown nothing and can do nothing, also if the settings name them", async () => {
  const harness = await open();
  const { slack, records } = harness;
  const { channel, ts } = await askInSlack(harness);
  slack.faults.add({ method: "users.info", kind: "5xx", times: 99 });
  for (const user of ["U0DEV", "U0ANA"]) {
    await slack.runCommand({ user, channel: "C0MOVES", command: "/movetables", text: "list" });
    expect(toldTo(slack, user)).toEqual([expect.stringContaining("Slack does not say who you are just now")]);
  }
  await slack.click({ user: "U0BEN", channel, ts, actionId: "request:approve" });
  await slack.waitFor(() => toldTo(slack, "U0BEN").length === 1);
  expect(await records.inbox.pending()).toEqual([]);
  expect((await records.requests.live())[0]?.votes).toEqual([]);
});

const OPEN: HarnessOptions = { readChannels: () => ["C0INC42"], policy: { ...PEOPLE_OF_HARNESS, operators: ["U0ANA", GUEST.id] } };
const POSTS = ["audit customer.w1", "follow customer.w1", "unfollow customer.w1", "follow all customer*", "fleet", "handover"];
const CHANGES = [
  "stop customer.w1",
  "switch customer.w1",
  "switch",
  "create",
  "call-off customer.w1",
  "complete customer.w1",
  "rules save",
];

test.each([STRANGER, GUEST])("$name may read in a channel that is open for it, and nothing else", async ({ id }) => {
  const { slack, records } = await open(OPEN);
  await slack.runCommand({ user: id, channel: "C0INC42", command: "/movetables", text: "tables commerce" });
  await slack.mention({ user: id, channel: "C0INC42", text: "diagnose customer.w1" });
  await slack.waitFor(async () => (await records.inbox.pending()).length === 2);
  expect(toldTo(slack, id)).toEqual([]);
  for (const text of [...POSTS, ...CHANGES]) await slack.runCommand({ user: id, channel: "C0INC42", command: "/movetables", text });
  const refused = toldTo(slack, id);
  expect(refused.filter((words) => !words.includes("can only read here"))).toEqual([]);
  expect(refused).toHaveLength(POSTS.length + CHANGES.length);
  await slack.runCommand({ user: id, channel: "C0MOVES", command: "/movetables", text: "list" });
  expect(toldTo(slack, id).at(-1)).toContain("does not answer guests");
  await slack.openHome(id);
  const home = await slack.waitFor(() => slack.home(id));
  expect(JSON.stringify(home.blocks)).toContain("does not answer guests");
  expect(await records.inbox.pending()).toHaveLength(2);
});

test("in the thread of a move in an open channel a stranger's word that would change it is refused", async () => {
  const harness = await open(OPEN);
  const { slack, records } = harness;
  const { channel, ts: press } = await askInSlack(harness, undefined, { ...MOVE, channel: toChannelId("C0INC42") });
  const threadTs = slack.messages(channel)[0]?.ts ?? "";
  await slack.mention({ user: STRANGER.id, channel, threadTs, text: "stop" });
  await slack.waitFor(() => toldTo(slack, STRANGER.id).length === 1);
  expect(toldTo(slack, STRANGER.id)[0]).toContain("can only read here");
  await slack.mention({ user: STRANGER.id, channel, threadTs, text: "why" });
  await slack.waitFor(async () => (await records.inbox.pending()).length === 1);
  await slack.click({ user: STRANGER.id, channel, ts: press, actionId: "request:approve" });
  await slack.waitFor(() => toldTo(slack, STRANGER.id).length === 2);
  expect((await records.requests.live())[0]?.votes).toEqual([]);
});

test("somebody whom Slack does not describe can read in an open channel, and learns why they can do no more", async () => {
  const { slack, records } = await open(OPEN);
  slack.faults.add({ method: "users.info", kind: "5xx", times: 99 });
  await slack.runCommand({ user: "U0ANA", channel: "C0INC42", command: "/movetables", text: "list" });
  await slack.runCommand({ user: "U0ANA", channel: "C0INC42", command: "/movetables", text: "stop customer.w1" });
  expect(await records.inbox.pending()).toMatchObject([{ text: "list" }]);
  expect(toldTo(slack, "U0ANA")).toEqual([expect.stringContaining("Slack does not say who you are just now, so you can only read here")]);
});
