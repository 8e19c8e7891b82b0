import { expect, test } from "vitest";
import { DEFAULT_PEOPLE } from "../../../practice/slack/workspace/cast.ts";
import type { PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import type { View } from "../../../practice/slack/workspace/workspace.ts";
import { publishCards } from "../../../src/slack/outbound/publish-cards.ts";
import { publishHome } from "../../../src/slack/outbound/publish-home.ts";
import { NO_MOVE_OF_MESSAGE } from "../../../src/slack/web-api/sentences.ts";
import { ANA, BEN, CHO, MOVE, MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { COPYING } from "../given.ts";
import { labels, words } from "../words.ts";
import { askInSlack, openHarness, toldTo, type Harness } from "./harness.ts";

const redis = bench();
const SHORTCUT = "move:actions";

/** A move with an open request by Ana, in Slack and on Ben's Home tab. */
async function waiting(): Promise<Harness & { readonly card: { readonly channel: string; readonly ts: string } }> {
  const harness = await openHarness(redis.fresh().records);
  const message = await askInSlack(harness);
  await harness.records.saveMembers("S0DBA", [ANA, BEN, CHO]);
  await publishHome(harness.publisher, "U0BEN");
  return { ...harness, card: { channel: message.channel, ts: message.thread_ts ?? "" } };
}

function modal(slack: PracticeSlack, person: string): View & { readonly blocks: never } {
  const [view] = slack.views(person);
  if (view === undefined) throw new Error(`${person} has no modal open`);
  return view as View & { readonly blocks: never };
}

async function review({ slack }: Harness, person: string): Promise<string> {
  await slack.click({ user: person, viewId: "home", actionId: "request:review" });
  return (await slack.waitFor(() => slack.views(person)[0])).id;
}

test("a request is reviewed and approved from Home, as in its thread: the vote counts, is answered there, and Home is drawn again", async () => {
  const harness = await waiting();
  const { slack, records, jobs } = harness;
  const viewId = await review(harness, "U0BEN");
  expect(words(modal(slack, "U0BEN"))).toContain("Approval needed: switch traffic");
  expect(labels(modal(slack, "U0BEN")).slice(0, 2)).toEqual(["Approve", "Reject…"]);
  await slack.click({ user: "U0BEN", viewId, actionId: "request:approve" });
  await slack.waitFor(() => words(modal(slack, "U0BEN")).includes("1 of 2"));
  expect((await records.requests.get("q-1"))?.votes).toMatchObject([{ by: "U0BEN", kind: "approve" }]);
  expect(jobs.asked).toEqual([`publish-thread ${MOVE_ID}`, `publish-cards ${MOVE_ID}`, expect.stringMatching(/^publish-home U0BEN /)]);
  expect(toldTo(slack, "U0BEN")).toEqual([]);
  expect(slack.messages("D0BEN")).toEqual([]);
  await publishHome(harness.publisher, "U0BEN");
  expect(JSON.stringify(slack.home("U0BEN"))).toContain("Waiting for you (0)");
});

test("Reject… in a review takes its place, and the rejection needs its reason as everywhere", async () => {
  const harness = await waiting();
  const { slack, records } = harness;
  const viewId = await review(harness, "U0BEN");
  await slack.click({ user: "U0BEN", viewId, actionId: "request:reject" });
  await slack.waitFor(() => modal(slack, "U0BEN")["callback_id"] === "form:reject");
  await slack.submitView({ user: "U0BEN", values: { "reject-reason": "not tonight" } });
  expect(await records.requests.get("q-1")).toMatchObject({ state: { kind: "rejected", by: "U0BEN", reason: "not tonight" } });
  expect(slack.views("U0BEN")).toEqual([]);
});

test("whoever requested reviews it without a vote and withdraws it there", async () => {
  const harness = await waiting();
  const { slack, records } = harness;
  await publishHome(harness.publisher, "U0ANA");
  const viewId = await review(harness, "U0ANA");
  expect(labels(modal(slack, "U0ANA"))).toEqual(["Reject…", "Withdraw", expect.stringMatching(/^Dry run, /)]);
  await slack.click({ user: "U0ANA", viewId, actionId: "request:withdraw" });
  await slack.waitFor(() => words(modal(slack, "U0ANA")).includes("Withdrawn. Nothing was changed."));
  expect(await records.requests.get("q-1")).toMatchObject({ state: { kind: "withdrawn", by: "U0ANA" } });
});

test("somebody who approved meanwhile finds no second Approve, and a decided request none at all", async () => {
  const harness = await waiting();
  const { slack, records } = harness;
  await slack.click({ user: "U0BEN", viewId: await review(harness, "U0BEN"), actionId: "request:approve" });
  await slack.waitFor(() => words(modal(slack, "U0BEN")).includes("1 of 2"));
  await review(harness, "U0BEN");
  await slack.waitFor(() => labels(modal(slack, "U0BEN"))[0] === "Reject…");
  await records.requests.change("q-1", (request) => ({
    write: { ...request, state: { kind: "withdrawn", by: request.askedBy, at: Date.now() } },
    result: undefined,
  }));
  await review(harness, "U0BEN");
  await slack.waitFor(() => words(modal(slack, "U0BEN")).includes("Withdrawn by"));
  expect(labels(modal(slack, "U0BEN"))).toEqual([]);
});

test("the shortcut on a card, or on anything below it, opens the move's actions; a press there is answered in the thread", async () => {
  const { slack, records, card } = await waiting();
  await records.saveReading(MOVE_ID, { ...COPYING, at: Date.now() });
  const { ts } = slack.say({ user: "U0DEV", channel: card.channel, text: "how far is it?", threadTs: card.ts });
  for (const message of [card.ts, ts]) {
    await slack.runShortcut({ user: "U0DEV", callbackId: SHORTCUT, channel: card.channel, ts: message });
    await slack.waitFor(() => slack.views("U0DEV").length === 1);
    expect(words(modal(slack, "U0DEV"))).toContain("customer.commerce2customer");
    expect(labels(modal(slack, "U0DEV"))).toEqual(["Review", "Details", "Diagnose"]);
    await slack.click({ user: "U0DEV", viewId: modal(slack, "U0DEV").id, actionId: "command:show" });
    await slack.waitFor(() => words(modal(slack, "U0DEV")).includes("The answer comes in the thread, to you alone."));
    expect((await records.inbox.pending()).at(-1)).toMatchObject({ by: "U0DEV", channel: card.channel, threadTs: card.ts });
    await slack.closeView({ user: "U0DEV" });
  }
});

test("the actions of a running copy are those of its card and menu, and a form takes their place", async () => {
  const { slack, records, publisher } = await openHarness(redis.fresh().records);
  await records.moves.create(MOVE_ID, MOVE);
  await records.saveReading(MOVE_ID, { ...COPYING, at: Date.now() });
  await publishCards(publisher, MOVE_ID);
  const [card] = slack.messages("C0MOVES");
  await slack.runShortcut({ user: "U0DEV", callbackId: SHORTCUT, channel: "C0MOVES", ts: card?.ts ?? "" });
  await slack.waitFor(() => slack.views("U0DEV").length === 1);
  expect(labels(modal(slack, "U0DEV"))).toEqual(["Details", "Stop", "Diagnose", "Change…"]);
  await slack.click({ user: "U0DEV", viewId: modal(slack, "U0DEV").id, actionId: "form:open-update" });
  await slack.waitFor(() => modal(slack, "U0DEV")["callback_id"] === "form:update");
  expect(modal(slack, "U0DEV")["private_metadata"]).toContain(`"thread":"${card?.ts ?? ""}"`);
});

test("the shortcut on a message of no move says so, and opens nothing", async () => {
  const { slack } = await waiting();
  const { ts } = slack.say({ user: "U0DEV", channel: "C0MOVES", text: "lunch?" });
  await slack.runShortcut({ user: "U0DEV", callbackId: SHORTCUT, channel: "C0MOVES", ts });
  await slack.waitFor(() => toldTo(slack, "U0DEV").length === 1);
  expect(toldTo(slack, "U0DEV")).toEqual([NO_MOVE_OF_MESSAGE]);
  expect(slack.views("U0DEV")).toEqual([]);
});

test("in a channel that follows a move the shortcut offers nothing that changes it", async () => {
  const { slack, records, publisher } = await openHarness(redis.fresh().records);
  await records.moves.create(MOVE_ID, { ...MOVE, followers: ["C0INC42" as never] });
  await records.saveReading(MOVE_ID, { ...COPYING, at: Date.now() });
  await publishCards(publisher, MOVE_ID);
  const [card] = slack.messages("C0INC42");
  await slack.runShortcut({ user: "U0DEV", callbackId: SHORTCUT, channel: "C0INC42", ts: card?.ts ?? "" });
  await slack.waitFor(() => slack.views("U0DEV").length === 1);
  expect(labels(modal(slack, "U0DEV"))).toEqual(["Details", "Diagnose", "Unfollow"]);
});

test("Open on Home opens a move's actions, and what is pressed there is answered by direct message", async () => {
  const { slack, records } = await waiting();
  await slack.click({ user: "U0BEN", viewId: "home", actionId: "move:open" });
  await slack.waitFor(() => slack.views("U0BEN").length === 1);
  await slack.click({ user: "U0BEN", viewId: modal(slack, "U0BEN").id, actionId: "command:diagnose" });
  await slack.waitFor(() => words(modal(slack, "U0BEN")).includes("The answer comes as a direct message."));
  expect(await records.inbox.pending()).toMatchObject([{ by: "U0BEN", channel: "U0BEN" }]);
});

test("a vote in a review that its reader has closed is answered by direct message", async () => {
  const harness = await waiting();
  const { slack } = harness;
  const viewId = await review(harness, "U0BEN");
  slack.faults.add({ method: "views.update", kind: "ok-false", error: "not_found" });
  await slack.click({ user: "U0BEN", viewId, actionId: "request:approve" });
  await slack.waitFor(() => slack.messages("D0BEN").length === 1);
  expect(slack.messages("D0BEN")[0]?.text).toContain("1 of 2");
});

test("a guest's shortcut and review show nothing", async () => {
  const guest = { id: "U0GUEST", name: "gus", realName: "Gus", says: { is_restricted: true } };
  const harness = await openHarness(redis.fresh().records, "socket", { people: [...DEFAULT_PEOPLE, guest] });
  const { slack } = harness;
  const { channel, ts } = await askInSlack(harness);
  await slack.runShortcut({ user: guest.id, callbackId: SHORTCUT, channel, ts });
  await slack.waitFor(() => toldTo(slack, guest.id).length === 1);
  expect(toldTo(slack, guest.id)[0]).toContain("Tandem does not answer guests");
  expect(slack.views(guest.id)).toEqual([]);
});
