import { expect, test } from "vitest";
import { type Keyspace, moveId, type WorkflowName } from "../../../src/core/vitess/names.ts";
import type { Move } from "../../../src/core/move/moves.ts";
import { toChannelId, toPersonId } from "../../../src/core/people/people.ts";
import { buildFormButtons } from "../../../src/slack/move/form-buttons.ts";
import { answerPrivately } from "../../../src/slack/web-api/private-answer.ts";
import { publishNotice } from "../../../src/slack/outbound/publish-notice.ts";
import { MOVE } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { COMPARED, followed, reading, situationOf, TABLES } from "../given.ts";
import { keyspaceNamed, shardNamed, tablesNamed } from "../../names.ts";
import { PROD } from "./clusters.ts";
import { openHarness } from "./harness.ts";
import { know, offered, open } from "./form-user.ts";

const redis = bench();
const MINE: Move = { ...MOVE, name: { ...MOVE.name, cluster: PROD } };
const keyspace = (name: string): Keyspace => name as Keyspace;

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
  expect(JSON.stringify(slack.views("U0ANA")[0])).toContain("Since Vitess 21");
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
  const [running] = buildFormButtons(situationOf({ move: { ...MINE, ...followed(COMPARED) } }));
  const blocks = [{ type: "actions" as const, elements: running === undefined ? [] : [running] }];
  await answerPrivately(
    { client: publisher.clients.decisions, log: publisher.log, refused: publisher.refused },
    { by: toPersonId("U0ANA"), channel: toChannelId("C0MOVES") },
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

test("unblocking writes from an alarm needs the workflow's name typed, and is then a command of the person who typed it", async () => {
  const { slack, records, publisher } = await openHarness(redis.fresh().records);
  const channel = toChannelId("C0MOVES");
  const body = {
    kind: "alarm",
    move: MINE.name,
    sourceKeyspace: keyspaceNamed("commerce"),
    alarm: "source-writes-denied",
    tables: tablesNamed("customer"),
  } as const;
  await records.moves.create(moveId(MINE.name), { ...MINE, ...followed() });
  await records.saveReading(
    moveId(MINE.name),
    reading({ denied: [{ keyspace: keyspace("commerce"), shard: shardNamed("0"), tables: TABLES }] }),
  );
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
