import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import { publishHome } from "../../../src/slack/outbound/publish-home.ts";
import { bench } from "../../store/with-redis.ts";
import { openHarness, toldTo } from "./harness.ts";
import { FILLED, offered, open } from "./form-user.ts";

const redis = bench();

test("`create` alone opens the form; filled in, it is the same as the typed command", async () => {
  const { slack, records, jobs } = await openHarness(redis.fresh().records);
  await open(slack, "create");
  expect(await records.inbox.pending()).toEqual([]);
  expect(await slack.submitView({ user: "U0ANA", values: FILLED })).toEqual({ kind: "closed" });
  const [inbound] = await records.inbox.pending();
  expect(inbound).toMatchObject({
    by: "U0ANA",
    channel: "C0MOVES",
    text: "/movetables create customer.c2c --source-keyspace=commerce --tables=customer,corder",
  });
  await slack.waitFor(() => toldTo(slack, "U0ANA").length === 1);
  expect(toldTo(slack, "U0ANA")).toEqual([expect.stringMatching(/^Reading /)]);
  expect(jobs.asked.filter((job) => !job.startsWith("refresh-catalogue"))).toEqual([`answer-command ${inbound?.id ?? ""}`]);
});

test("errors appear at their fields, and the corrected form is accepted", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  await open(slack, "create");
  const wrong = await slack.submitView({ user: "U0ANA", values: { ...FILLED, "create-target": "commerce" } });
  expect(wrong).toMatchObject({ kind: "errors", errors: { "create-target": expect.stringContaining("two different keyspaces") } });
  expect(await records.inbox.pending()).toEqual([]);
  expect(await slack.submitView({ user: "U0ANA", values: { "create-target": "customer" } })).toEqual({ kind: "closed" });
  expect(await records.inbox.pending()).toHaveLength(1);
});

test("a form submitted once and delivered twice is one command", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  await open(slack, "create");
  slack.faults.add({ deliver: "interactive", kind: "duplicate" });
  await slack.submitView({ user: "U0ANA", values: FILLED });
  expect(await records.inbox.pending()).toHaveLength(1);
});

test("a form opened from the Home tab asks for the channel of the card", async () => {
  const { slack, records, publisher } = await openHarness(redis.fresh().records);
  await publishHome(publisher, "U0ANA");
  await slack.click({ user: "U0ANA", viewId: "home", actionId: "create:open" });
  await slack.waitFor(() => slack.views("U0ANA").length === 1);
  expect((await slack.submitView({ user: "U0ANA", values: FILLED })).kind).toBe("incomplete");
  expect(await slack.submitView({ user: "U0ANA", values: { "create-channel": "C0INC42" } })).toEqual({ kind: "closed" });
  expect(await records.inbox.pending()).toMatchObject([{ channel: "C0INC42" }]);
});

test("a form that Slack does not open is answered, and the command stays usable", async () => {
  const { slack } = await openHarness(redis.fresh().records);
  slack.faults.add({ method: "views.open", kind: "5xx" });
  await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "create" });
  await slack.waitFor(() => toldTo(slack, "U0ANA").length === 1);
  expect(toldTo(slack, "U0ANA")[0]).toMatch(/^Slack did not open the form in time\./);
  await open(slack, "create");
});

test("ticking the dry run changes the button to show only, and unticking it back to create", async () => {
  const { slack } = await openHarness(redis.fresh().records);
  const viewId = await open(slack, "create");
  const tick = (value: readonly string[]) =>
    slack.selectOption({ user: "U0ANA", viewId, actionId: "form:boxes", blockId: "create-options", value });
  const submit = (): unknown => slack.views("U0ANA")[0]?.["submit"];
  expect(submit()).toMatchObject({ text: "Create" });
  await tick(["auto-start", "dry-run"]);
  await slack.waitFor(() => JSON.stringify(submit()).includes('"Show"'));
  await tick(["auto-start"]);
  await slack.waitFor(() => JSON.stringify(submit()).includes('"Create"'));
});

test("the form stays usable without the queue", async () => {
  const { slack, jobs } = await openHarness(redis.fresh().records);
  jobs.fail();
  const view = await open(slack, "create");
  expect(await offered(slack, view, "create-source", "commerce")).toEqual(["commerce — as typed"]);
});

test.each([
  ["fails", (): Promise<never> => Promise.reject(new Error("away"))],
  ["hangs", (): Promise<never> => new Promise(() => undefined)],
])("a store that %s when names are requested leaves the form usable, in time for Slack", async (_how, answer) => {
  const { records } = redis.fresh();
  const { slack } = await openHarness({ ...records, catalogue: { ...records.catalogue, cluster: answer, keyspace: answer } });
  const view = await open(slack, "create");
  const from = performance.now();
  expect(await offered(slack, view, "create-source", "commerce")).toEqual(["commerce — as typed"]);
  expect(performance.now() - from).toBeLessThan(2_500);
});
