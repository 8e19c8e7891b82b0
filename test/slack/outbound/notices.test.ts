import { expect, test } from "vitest";
import type { ClusterName, Keyspace } from "../../../src/core/vitess/names.ts";
import type { NoticeBody } from "../../../src/core/announce/notices.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import { publishNotice } from "../../../src/slack/outbound/publish-notice.ts";
import { MOVE, MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { listMessageLines } from "../../../deploy/demo/message-text.ts";
import { reading } from "../given.ts";
import { anotherPublisher, openPublishing, type Publishing, withMove } from "./harness.ts";
import { keyspaceNamed, shardNamed, tablesNamed } from "../../names.ts";

const redis = bench();
const OPERATORS = toChannelId("C0INC42");

const ALARM: NoticeBody = {
  kind: "alarm",
  move: MOVE.name,
  sourceKeyspace: keyspaceNamed("commerce"),
  alarm: "source-writes-denied",
  tables: tablesNamed("corder", "customer"),
};

const DENIED = reading({
  denied: [{ keyspace: "commerce" as Keyspace, shard: shardNamed("0"), tables: tablesNamed("corder", "customer") }],
});

async function noticed(body: NoticeBody, channel = OPERATORS, its = DENIED): Promise<Publishing> {
  const { records } = redis.fresh();
  await withMove(records);
  await records.saveReading(MOVE_ID, its);
  await records.notices.create("n-1", { id: "n-1", channel, at: 1_795_212_000_000, body, posted: false });
  return openPublishing(records);
}

test("an alarm is posted in the operators' channel with what is wrong, the way out and its buttons, once", async () => {
  const publishing = await noticed(ALARM);
  await publishNotice(publishing.deps, "n-1");
  await publishNotice(anotherPublisher(publishing), "n-1");
  const messages = publishing.slack.messages("C0INC42");
  expect(messages).toHaveLength(1);
  const said = messages.flatMap((message) => listMessageLines(message)).join("\n");
  expect(said).toMatch(/.*customer\.commerce2customer/);
  expect(said).toContain("commerce denies writes");
  expect(said).not.toContain("[Run again]");
  expect(said).toContain("[Unblock writes…]");
  expect(said).toContain("[Diagnose]");
  expect(await publishing.deps.records.notices.unposted()).toEqual([]);
});

test("an alarm that is over before it can be posted offers only a look", async () => {
  const publishing = await noticed(ALARM, OPERATORS, reading());
  await publishNotice(publishing.deps, "n-1");
  const said = publishing.slack
    .messages("C0INC42")
    .flatMap((message) => listMessageLines(message))
    .join("\n");
  expect(said).toContain("*Next:* Look at the card");
  expect(said).not.toContain("[Unblock writes…]");
});

test("unknown voters are announced in the operators' channel, with the group and since when", async () => {
  const cluster = "local" as ClusterName;
  const publishing = await noticed({ kind: "people-unread", cluster, group: "S0DBA", since: 1_795_211_000_000 });
  await publishNotice(publishing.deps, "n-1");
  const [message] = publishing.slack.messages("C0INC42");
  expect(message?.text).toBe("Votes are held in local: who is in a group is not known");
  const said = listMessageLines(message ?? { text: "" }).join("\n");
  expect(said).toContain("Who is in the user group `S0DBA` could not be read since");
  expect(said).toContain("kept and count by themselves once Slack answers");
  expect(JSON.stringify(message?.blocks)).not.toContain("<!subteam");
});

test("an offer has a button that follows the workflow here", async () => {
  const { slack, deps } = await noticed({
    kind: "offer",
    move: MOVE.name,
    sourceKeyspace: keyspaceNamed("commerce"),
    tables: tablesNamed("corder"),
  });
  await publishNotice(deps, "n-1");
  const [message] = slack.messages("C0INC42");
  expect(message?.text).toBe("customer.commerce2customer was created elsewhere");
  expect(JSON.stringify(message?.blocks)).toContain(`"value":"adopt ${MOVE_ID}"`);
});

test("a channel that is closed to Tandem is logged, and the notice does not come days later", async () => {
  const { slack, deps, log } = await noticed(ALARM, toChannelId("C0NOWHERE"));
  await publishNotice(deps, "n-1");
  await publishNotice(deps, "n-1");
  expect(log.filter((line) => line.includes("operators' channel"))).toHaveLength(1);
  expect(slack.messages("C0INC42")).toEqual([]);
});
