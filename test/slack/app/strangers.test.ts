import { expect, test } from "vitest";
import { DEFAULT_PEOPLE, type Person } from "../../../practice/slack/workspace/cast.ts";
import { bench } from "../../store/with-redis.ts";
import { askInSlack, openHarness, toldTo, type Harness } from "./harness.ts";

const redis = bench();

const STRANGER: Person = { id: "U0STRANGER", name: "sam", realName: "Sam", teamId: "T0OTHER", says: { is_stranger: true } };
const GUEST: Person = { id: "U0GUEST", name: "gus", realName: "Gus", says: { is_restricted: true } };
const SINGLE_GUEST: Person = { id: "U0SINGLE", name: "gil", realName: "Gil", says: { is_ultra_restricted: true } };
const GONE: Person = { id: "U0GONE", name: "gia", realName: "Gia", says: { deleted: true } };
const COLLEAGUE: Person = {
  id: "U0COLLEAGUE",
  name: "col",
  realName: "Col",
  teamId: "T0SISTER",
  says: { is_stranger: true, enterprise_user: { enterprise_id: "E0HOUSE" } },
};
const PEOPLE = [...DEFAULT_PEOPLE, STRANGER, GUEST, SINGLE_GUEST, GONE, COLLEAGUE];
const READS = ["tables commerce", "rules get", "keyspaces", "diagnose customer.w1", "list", "explain x", "help", "nonsense"];

async function open(guests: readonly string[] = []): Promise<Harness> {
  return openHarness(redis.fresh().records, "socket", { people: PEOPLE, enterprise: "E0HOUSE" }, undefined, { guests });
}

test.each(PEOPLE.slice(DEFAULT_PEOPLE.length, -1))("$name, an outsider, sees nothing of what a command would show", async ({ id }) => {
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
  const { slack, records } = await open([guest]);
  await slack.runCommand({ user: STRANGER.id, channel: "C0MOVES", command: "/movetables", text: "list" });
  expect(await records.inbox.pending()).toHaveLength(1);
});

test("a person whom Slack does not describe is shown nothing, and operators go on", async () => {
  const { slack, records } = await open();
  slack.faults.add({ method: "users.info", kind: "5xx", times: 9 });
  await slack.runCommand({ user: "U0DEV", channel: "C0MOVES", command: "/movetables", text: "list" });
  expect(toldTo(slack, "U0DEV")).toEqual([expect.stringContaining("Slack does not say who you are just now")]);
  await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "list" });
  expect(await records.inbox.pending()).toMatchObject([{ by: "U0ANA" }]);
});
