import { expect, test } from "vitest";
import { publishHome } from "../../../src/slack/outbound/publish-home.ts";
import { bench } from "../../store/with-redis.ts";
import { openStage, toldTo } from "./stage.ts";

const redis = bench();
const FILLED = { "create-source": "commerce", "create-target": "customer", "create-workflow": "c2c", "create-tables": "customer, corder" };

test("`create` alone opens the form; filled in, it is the command that it stands for, from the channel in which it was asked for", async () => {
  const { slack, records, jobs } = await openStage(redis.fresh().records);
  await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "create" });
  await slack.waitFor(() => slack.views("U0ANA").length === 1);
  expect(await records.inbox.pending()).toEqual([]);
  expect(await slack.submitView({ user: "U0ANA", values: FILLED })).toEqual({ kind: "closed" });
  const [inbound] = await records.inbox.pending();
  expect(inbound).toMatchObject({
    by: "U0ANA",
    channel: "C0MOVES",
    text: "/movetables create customer.c2c --source-keyspace=commerce --tables=customer,corder",
  });
  await slack.waitFor(() => toldTo(slack, "U0ANA").length === 1);
  expect(toldTo(slack, "U0ANA")).toEqual(["Reading `customer.c2c` …"]);
  expect(jobs.asked).toEqual([`answer ${inbound?.id ?? ""}`]);
});

test("what is wrong stays beside its field, and the corrected form is taken", async () => {
  const { slack, records } = await openStage(redis.fresh().records);
  await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "create" });
  await slack.waitFor(() => slack.views("U0ANA").length === 1);
  const wrong = await slack.submitView({ user: "U0ANA", values: { ...FILLED, "create-target": "commerce" } });
  expect(wrong).toMatchObject({ kind: "errors", errors: { "create-target": expect.stringContaining("two different keyspaces") } });
  expect(await records.inbox.pending()).toEqual([]);
  expect(await slack.submitView({ user: "U0ANA", values: { "create-target": "customer" } })).toEqual({ kind: "closed" });
  expect(await records.inbox.pending()).toHaveLength(1);
});

test("submitted once and delivered twice it is one command", async () => {
  const { slack, records } = await openStage(redis.fresh().records);
  await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "create" });
  await slack.waitFor(() => slack.views("U0ANA").length === 1);
  slack.faults.add({ deliver: "interactive", kind: "duplicate" });
  await slack.submitView({ user: "U0ANA", values: FILLED });
  expect(await records.inbox.pending()).toHaveLength(1);
});

test("opened from the Home tab it asks for the channel that gets the card", async () => {
  const { slack, records, publisher } = await openStage(redis.fresh().records);
  await publishHome(publisher, "U0ANA");
  await slack.click({ user: "U0ANA", viewId: "home", actionId: "create:open" });
  await slack.waitFor(() => slack.views("U0ANA").length === 1);
  expect((await slack.submitView({ user: "U0ANA", values: FILLED })).kind).toBe("incomplete");
  expect(await slack.submitView({ user: "U0ANA", values: { "create-channel": "C0INC42" } })).toEqual({ kind: "closed" });
  expect(await records.inbox.pending()).toMatchObject([{ channel: "C0INC42" }]);
});

test("a form that Slack does not open is answered, and the command stays usable", async () => {
  const { slack } = await openStage(redis.fresh().records);
  slack.faults.add({ method: "views.open", kind: "5xx" });
  await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "create" });
  await slack.waitFor(() => toldTo(slack, "U0ANA").length === 1);
  expect(toldTo(slack, "U0ANA")[0]).toMatch(/^Slack did not open the form in time\./);
  await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "create" });
  await slack.waitFor(() => slack.views("U0ANA").length === 1);
});
