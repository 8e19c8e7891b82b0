import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import { moveId, type Keyspace, type WorkflowName } from "../../../src/core/vitess/names.ts";
import type { Move } from "../../../src/core/move/moves.ts";
import type { Records } from "../../../src/operations/records.ts";
import { channelId, personId } from "../../../src/core/people/people.ts";
import { formButtons } from "../../../src/slack/move/form-buttons.ts";
import { answerPrivately } from "../../../src/slack/web-api/private-answer.ts";
import { publishHome } from "../../../src/slack/outbound/publish-home.ts";
import { publishNotice } from "../../../src/slack/outbound/publish-notice.ts";
import type { PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import { MOVE } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { COMPARED, followed, reading, situationOf, TABLES } from "../given.ts";
import { PROD, STAGING, TWO_CLUSTERS } from "./clusters.ts";
import { openHarness, toldTo } from "./harness.ts";
import { keyspaceNamed } from "../../names.ts";

const redis = bench();
const FILLED = {
  "create-source": "commerce",
  "create-target": "customer",
  "create-workflow": "c2c",
  "create-tables": ["customer", "corder"],
};
const MINUTE = 60_000;
const MINE: Move = { ...MOVE, name: { ...MOVE.name, cluster: PROD } };
const keyspace = (name: string): Keyspace => name as Keyspace;

/** Ana types a command that opens a form, and looks at it. */
async function open(slack: PracticeSlack, text: string, channel = "C0MOVES"): Promise<string> {
  await slack.runCommand({ user: "U0ANA", channel, command: "/movetables", text });
  const view = await slack.waitFor(() => slack.views("U0ANA")[0]);
  return view.id;
}

const textOf = (option: unknown): string => (option as { text: { text: string } }).text.text;

/** What a field suggests for the typed text, as it is shown. */
async function offered(slack: PracticeSlack, viewId: string, blockId: string, value: string): Promise<readonly unknown[]> {
  const view = slack.views("U0ANA").find((each) => each.id === viewId);
  const block: unknown = view?.blocks.find((each) => each["block_id"] === blockId);
  const actionId = (block as { element: { action_id: string } }).element.action_id;
  const answer = await slack.suggest({ user: "U0ANA", viewId, actionId, blockId, value });
  if (!answer.ok) throw new Error(answer.error);
  if (answer.groups.length === 0) return answer.options.map(textOf);
  return answer.groups.map((group) => [(group["label"] as { text: string }).text, ...(group["options"] as unknown[]).map(textOf)]);
}

async function know(records: Records, at = Date.now()): Promise<void> {
  await records.catalogue.saveCluster(PROD, {
    keyspaces: { at, names: ["commerce", "customer", "old_commerce"].map(keyspace) },
    cells: { at, names: ["zone1", "zone2"] },
    version: { dialect: "typed", major: 19, tablets: [], from: "probed" },
  });
  await records.catalogue.saveKeyspace(PROD, keyspace("commerce"), {
    tables: { at, names: ["corder", "customer", "customer_notes", "product"] },
    workflows: { at, names: [] },
  });
}

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
  expect(toldTo(slack, "U0ANA")).toEqual(["Reading `customer.c2c` …"]);
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

test("suggests prefix matches first, then other matches, and offers what is typed as it is", async () => {
  const { slack, records, jobs } = await openHarness(redis.fresh().records);
  await know(records);
  const view = await open(slack, "create");
  expect(await offered(slack, view, "create-source", "")).toEqual(["commerce", "customer", "old_commerce"]);
  expect(await offered(slack, view, "create-source", "Com")).toEqual(["commerce", "old_commerce", "Com — as typed"]);
  expect(await offered(slack, view, "create-source", "commerce")).toEqual(["commerce", "old_commerce"]);
  expect(jobs.asked).toEqual([]);
});

test("suggests tables of the chosen keyspace, and keeps what was filled in before", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  await know(records);
  const view = await open(slack, "create");
  expect(await offered(slack, view, "create-tables", "c")).toEqual(["c — as typed"]);
  await slack.selectOption({ user: "U0ANA", viewId: view, actionId: "names:keyspaces", blockId: "create-source", value: "commerce" });
  await slack.waitFor(
    () =>
      slack.views("U0ANA")[0]?.["private_metadata"] !== undefined &&
      String(slack.views("U0ANA")[0]?.["private_metadata"]).includes("commerce"),
  );
  expect(await offered(slack, view, "create-tables", "cust")).toEqual(["customer", "customer_notes", "cust — as typed"]);
  await slack.click({ user: "U0ANA", viewId: view, actionId: "form:more" });
  await slack.waitFor(() => slack.views("U0ANA")[0]?.blocks.some((block) => block["block_id"] === "create-cells"));
  expect(await offered(slack, view, "create-cells", "")).toEqual(["zone1", "zone2"]);
  expect(await offered(slack, view, "create-exclude", "prod")).toEqual(["product", "prod — as typed"]);
  const { "create-source": _chosen, ...rest } = FILLED;
  expect(await slack.submitView({ user: "U0ANA", values: { ...rest, "create-cells": ["zone2"] } })).toEqual({ kind: "closed" });
  expect(await records.inbox.pending()).toMatchObject([
    { text: "/movetables create customer.c2c --source-keyspace=commerce --tables=customer,corder --cells=zone2" },
  ]);
});

test("an empty catalogue stops nobody: names are requested once, and what is typed is accepted", async () => {
  const { slack, records, jobs } = await openHarness(redis.fresh().records);
  const view = await open(slack, "create");
  expect(await offered(slack, view, "create-source", "")).toEqual(["Still reading the names: type one, or look again in a moment"]);
  expect(await offered(slack, view, "create-tables", "")).toEqual(["Choose the source keyspace first, or type a name"]);
  expect(await offered(slack, view, "create-source", "commerce")).toEqual(["commerce — as typed"]);
  expect(await offered(slack, view, "create-target", "customer")).toEqual(["customer — as typed"]);
  expect(jobs.asked).toEqual(["refresh-catalogue prod"]);
  await slack.selectOption({ user: "U0ANA", viewId: view, actionId: "names:keyspaces", blockId: "create-source", value: "commerce" });
  await slack.waitFor(() => jobs.asked.includes("refresh-catalogue prod commerce"));
  expect(await offered(slack, view, "create-tables", "customer,corder")).toEqual(["customer,corder — as typed"]);
  await slack.submitView({ user: "U0ANA", values: { ...FILLED, "create-tables": ["customer,corder"] } });
  expect(await records.inbox.pending()).toMatchObject([{ text: expect.stringContaining("--tables=customer,corder") }]);
});

test("names that vtctld has not confirmed for long are offered with their age, and read again", async () => {
  const { slack, records, jobs } = await openHarness(redis.fresh().records);
  await know(records, Date.now() - 25 * MINUTE);
  const view = await open(slack, "create");
  expect(await offered(slack, view, "create-source", "cust")).toEqual([
    ["Read 25 min ago", "customer"],
    ["As typed", "cust — as typed"],
  ]);
  expect(jobs.asked).toEqual(["refresh-catalogue prod"]);
});

test("a name missing from a list that was not read yet cannot be created by mistake", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  await open(slack, "create");
  await slack.submitView({ user: "U0ANA", values: { ...FILLED, "create-source": "…" } });
  expect(slack.views("U0ANA")).toHaveLength(1);
  expect(await records.inbox.pending()).toEqual([]);
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

test("names of 200 characters do not break the list: they are shown shortened and submitted whole", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  const [long, tooLong] = [`t${"a".repeat(120)}z`, `t${"b".repeat(199)}`];
  await know(records);
  await records.catalogue.saveKeyspace(PROD, keyspace("commerce"), { tables: { at: Date.now(), names: [long, tooLong] } });
  const view = await open(slack, "create");
  await slack.selectOption({ user: "U0ANA", viewId: view, actionId: "names:keyspaces", blockId: "create-source", value: "commerce" });
  await slack.waitFor(() => String(slack.views("U0ANA")[0]?.["private_metadata"]).includes("commerce"));
  const answer = await slack.suggest({ user: "U0ANA", viewId: view, actionId: "names:tables", blockId: "create-tables", value: "" });
  expect(answer).toMatchObject({ ok: true, options: [{ text: { text: expect.stringMatching(/^ta+…a+z$/) }, value: long }] });
  expect(await offered(slack, view, "create-tables", "t".repeat(200))).toEqual([]);
});

test("of 1,000 keyspaces, and 20,000 tables in one, the right hundred are offered, well within Slack's three seconds", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  const at = Date.now();
  const keyspaces = Array.from({ length: 1_000 }, (_, index) => keyspace(`ks${String(index).padStart(4, "0")}`));
  const tables = Array.from({ length: 20_000 }, (_, index) => `orders_${String(index).padStart(5, "0")}`);
  await records.catalogue.saveCluster(PROD, { keyspaces: { at, names: keyspaces }, cells: { at, names: ["zone1"] } });
  await records.catalogue.saveKeyspace(PROD, keyspace("ks0777"), { tables: { at, names: tables }, workflows: { at, names: [] } });
  const view = await open(slack, "create");
  expect(await offered(slack, view, "create-source", "")).toHaveLength(100);
  expect(await offered(slack, view, "create-source", "777")).toEqual(["ks0777", "777 — as typed"]);
  await slack.selectOption({ user: "U0ANA", viewId: view, actionId: "names:keyspaces", blockId: "create-source", value: "ks0777" });
  await slack.waitFor(() => String(slack.views("U0ANA")[0]?.["private_metadata"]).includes("ks0777"));
  const from = performance.now();
  expect(await offered(slack, view, "create-tables", "19999")).toEqual(["orders_19999", "19999 — as typed"]);
  expect(await offered(slack, view, "create-tables", "ORDERS_0123")).toEqual([
    ...Array.from({ length: 10 }, (_, index) => `orders_0123${index}`),
    "ORDERS_0123 — as typed",
  ]);
  expect(performance.now() - from).toBeLessThan(3_000);
});

test("a move is chosen among the followed ones, and after a keyspace's name also among its other workflows", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  await records.moves.create(moveId(MINE.name), MINE);
  await know(records);
  const workflows = { at: Date.now(), names: ["c2c_old", MINE.name.workflow].map((name) => name as WorkflowName) };
  await records.catalogue.saveKeyspace(PROD, keyspace("customer"), { workflows });
  const view = await open(slack, "switch");
  expect(await offered(slack, view, "switch-move", "")).toEqual(["customer.commerce2customer"]);
  expect(await offered(slack, view, "switch-move", "customer.c")).toEqual([
    "customer.commerce2customer",
    "customer.c2c_old",
    "customer.c — as typed",
  ]);
  expect(await slack.submitView({ user: "U0ANA", values: { "switch-move": "customer.c2c_old" } })).toEqual({ kind: "closed" });
  expect(await records.inbox.pending()).toMatchObject([{ text: "/movetables switch customer.c2c_old" }]);
});

test("`update` and `mirror` of a move ask for the rest in a form, and say what the cluster's release lacks", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  await know(records);
  await open(slack, "mirror customer.c2c");
  expect(JSON.stringify(slack.views("U0ANA")[0])).toContain("Since Vitess 21; prod has 19.");
  expect(await slack.submitView({ user: "U0ANA", values: { "mirror-percent": "400" } })).toMatchObject({
    kind: "errors",
    errors: { "mirror-percent": "--percent cannot be 400; it takes a number from 0 to 100." },
  });
  await slack.submitView({ user: "U0ANA", values: { "mirror-percent": "5" } });
  await open(slack, "update customer.c2c");
  expect(await slack.submitView({ user: "U0ANA" })).toMatchObject({ kind: "errors" });
  await slack.submitView({ user: "U0ANA", values: { "update-on-ddl": "STOP" } });
  expect((await records.inbox.pending()).map(({ text }) => text).toSorted()).toEqual([
    "/movetables mirror customer.c2c --percent=5",
    "/movetables update customer.c2c --on-ddl=STOP",
  ]);
});

test("completing with more options than what becomes of the tables: the choice has a button that opens the form", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "complete customer.c2c" });
  const choice = await slack.waitFor(() => slack.ephemerals("U0ANA")[0]);
  await slack.click({ user: "U0ANA", channel: "C0MOVES", ts: choice.ts, actionId: "form:open" });
  const view = await slack.waitFor(() => slack.views("U0ANA")[0]);
  await slack.click({ user: "U0ANA", viewId: view.id, actionId: "form:more" });
  await slack.waitFor(() => slack.views("U0ANA")[0]?.blocks.some((block) => block["block_id"] === "complete-more-options"));
  await slack.submitView({ user: "U0ANA", values: { "complete-more-options": ["ignore-source-keyspace"] } });
  expect(await records.inbox.pending()).toMatchObject([
    { text: "/movetables complete customer.c2c --rename-tables --ignore-source-keyspace" },
  ]);
});

test("the details of a running move have buttons for its forms", async () => {
  const { slack, records, publisher } = await openHarness(redis.fresh().records);
  const [running] = formButtons(situationOf({ move: { ...MINE, ...followed(COMPARED) } }));
  const blocks = [{ type: "actions" as const, elements: running === undefined ? [] : [running] }];
  await answerPrivately(
    { client: publisher.clients.decisions, log: publisher.log },
    { by: personId("U0ANA"), channel: channelId("C0MOVES") },
    { text: "Details", blocks },
  );
  const details = await slack.waitFor(() => slack.ephemerals("U0ANA")[0]);
  await slack.click({ user: "U0ANA", channel: "C0MOVES", ts: details.ts, actionId: "form:open-switch" });
  await slack.waitFor(() => slack.views("U0ANA").length === 1);
  await slack.submitView({ user: "U0ANA", values: { "switch-types": ["RDONLY"] } });
  expect(await records.inbox.pending()).toMatchObject([
    { text: "/movetables switch customer.commerce2customer --cluster=prod --tablet-types=RDONLY" },
  ]);
});

test("with several clusters a form says which one is meant, and offers its names", async () => {
  const { slack, records } = await openHarness(redis.fresh().records, "socket", {}, undefined, { clusters: TWO_CLUSTERS });
  await know(records);
  await records.catalogue.saveCluster(STAGING, { keyspaces: { at: Date.now(), names: [keyspace("sandbox")] } });
  const view = await open(slack, "create", "C0INC42");
  expect(await offered(slack, view, "create-source", "")).toEqual(["sandbox"]);
  await slack.selectOption({ user: "U0ANA", viewId: view, actionId: "form:cluster", value: "prod" });
  await slack.waitFor(() => String(slack.views("U0ANA")[0]?.["private_metadata"]).includes("prod"));
  expect(await offered(slack, view, "create-source", "old")).toEqual(["old_commerce", "old — as typed"]);
  await slack.submitView({ user: "U0ANA", values: FILLED });
  expect(await records.inbox.pending()).toMatchObject([
    { text: "/movetables create customer.c2c --cluster=prod --source-keyspace=commerce --tables=customer,corder" },
  ]);
});

test("over HTTP names come through the same address", async () => {
  const { slack, records } = await openHarness(redis.fresh().records, "http");
  await know(records);
  const view = await open(slack, "create");
  expect(await offered(slack, view, "create-source", "old")).toEqual(["old_commerce", "old — as typed"]);
});

test("unblocking writes from an alarm needs the workflow's name typed, and is then a command of the person who typed it", async () => {
  const { slack, records, publisher } = await openHarness(redis.fresh().records);
  const channel = channelId("C0MOVES");
  const body = {
    kind: "alarm",
    move: MINE.name,
    sourceKeyspace: keyspaceNamed("commerce"),
    alarm: "source-writes-denied",
    tables: ["customer"],
  } as const;
  await records.moves.create(moveId(MINE.name), { ...MINE, ...followed() });
  await records.saveReading(moveId(MINE.name), reading({ denied: [{ keyspace: keyspace("commerce"), shard: "0", tables: TABLES }] }));
  await records.notices.create("n-1", { id: "n-1", channel, at: Date.now(), body, posted: false });
  await publishNotice(publisher, "n-1");
  const alarm = await slack.waitFor(() => slack.messages("C0MOVES").at(-1));
  await slack.click({ user: "U0BEN", channel: "C0MOVES", ts: alarm.ts, actionId: "rescue:open" });
  await slack.waitFor(() => slack.views("U0BEN").length === 1);
  expect(await slack.submitView({ user: "U0BEN", values: { "rescue-name": "customer" } })).toMatchObject({
    kind: "errors",
    errors: { "rescue-name": "This is not its name: type commerce2customer." },
  });
  expect(await records.inbox.pending()).toEqual([]);
  expect(await slack.submitView({ user: "U0BEN", values: { "rescue-name": "commerce2customer" } })).toEqual({ kind: "closed" });
  expect(await records.inbox.pending()).toMatchObject([
    { by: "U0BEN", text: "/movetables rescue customer.commerce2customer --cluster=prod --confirm=commerce2customer" },
  ]);
});
