import { expect, test } from "vitest";
import type { RaisedAlarm } from "../../../src/core/move/raised.ts";
import { findFollowed } from "../../../src/core/move/moves.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import { publishCards } from "../../../src/slack/outbound/publish-cards.ts";
import { publishNotice } from "../../../src/slack/outbound/publish-notice.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import { listMessageLines } from "../../../deploy/demo/message-text.ts";
import type { SlackMessage } from "../../../practice/slack/workspace/workspace.ts";
import { DEFAULT_PEOPLE, type Person } from "../../../practice/slack/workspace/cast.ts";
import { MOVE, MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { followed, reading, TABLES } from "../given.ts";
import { openHarness, toldTo, type Harness } from "./harness.ts";
import { keyspaceNamed, shardNamed } from "../../names.ts";

const redis = bench();
const OPERATORS = toChannelId("C0INC42");
const TAKE = "alarm:take";
const GUEST: Person = { id: "U0GUEST", name: "gus", realName: "Gus", says: { is_restricted: true } };
const DENIED = [{ keyspace: "commerce" as Keyspace, shard: shardNamed("0"), tables: TABLES }];

interface Alarmed {
  readonly harness: Harness;
  /** The notice as it reads now. */
  readonly notice: () => SlackMessage;
  readonly read: (message: SlackMessage | undefined) => string;
}

/** An outage that the operators' channel has heard of. */
async function alarmed(): Promise<Alarmed> {
  const { records } = redis.fresh();
  const harness = await openHarness(records, "socket", { people: [...DEFAULT_PEOPLE, GUEST] });
  const { slack, publisher } = harness;
  const since = Date.now() - 120_000;
  const heard = { raisedAt: since, since, times: 1 };
  const alarm: RaisedAlarm = { cause: "source-writes-denied", ...heard, lastAt: since, noticed: { channel: OPERATORS, at: since } };
  const told = { phase: "alarm:source-writes-denied", error: "", alarm: "source-writes-denied", alarmSince: since } as const;
  await records.moves.create(MOVE_ID, { ...MOVE, ...followed({ told, alarms: [alarm] }) });
  await records.saveReading(MOVE_ID, reading({ at: since, denied: DENIED }));
  const body = {
    kind: "alarm",
    move: MOVE.name,
    sourceKeyspace: keyspaceNamed("commerce"),
    alarm: "source-writes-denied",
    tables: TABLES,
    ...heard,
  } as const;
  await records.notices.create("n-1", { id: "n-1", channel: OPERATORS, at: since, body, posted: false });
  await publishNotice(publisher, "n-1");
  const notice = (): SlackMessage => {
    const [message] = slack.messages(OPERATORS);
    if (message === undefined) throw new Error("no notice");
    return message;
  };
  return { harness, notice, read: (message) => listMessageLines(message ?? { text: "" }).join("\n") };
}

test("I have it is recorded once, for the first who presses; the notice, the thread and the card name them, and others hear who has it", async () => {
  const { harness, notice, read } = await alarmed();
  const { slack, publisher, records, jobs } = harness;
  const { ts } = notice();
  expect(read(notice())).toContain("[I have it]");
  await slack.click({ user: "U0BEN", channel: OPERATORS, ts, actionId: TAKE });
  await slack.waitFor(() => toldTo(slack, "U0BEN").length === 1);
  expect(toldTo(slack, "U0BEN")).toEqual(["You have it: this alarm is not repeated any more. The all clear comes when it is over."]);
  expect(jobs.asked).toEqual(expect.arrayContaining([`publish-thread ${MOVE_ID}`, `publish-cards ${MOVE_ID}`]));
  await slack.click({ user: "U0CHO", channel: OPERATORS, ts, actionId: TAKE });
  await slack.click({ user: "U0BEN", channel: OPERATORS, ts, actionId: TAKE });
  await slack.waitFor(() => toldTo(slack, "U0CHO").length === 1 && toldTo(slack, "U0BEN").length === 2);
  expect(toldTo(slack, "U0CHO")[0]).toMatch(/^<@U0BEN> has had it since .* Nothing was changed\.$/);
  expect(toldTo(slack, "U0BEN")[1]).toMatch(/^You have had it since /);
  const move = await records.moves.get(MOVE_ID);
  expect(move === undefined ? [] : findFollowed(move)?.alarms).toMatchObject([{ takenBy: { by: "U0BEN" } }]);
  for (const publish of [publishCards, publishThread]) await publish(publisher, MOVE_ID);
  expect(read(notice())).toMatch(/Ben has had it since /);
  expect(read(notice())).not.toContain("[I have it]");
  expect(read(notice())).toContain("[Unblock writes…]");
  const [card] = slack.messages("C0MOVES");
  expect(read(card)).toMatch(/Alarm "Applications cannot write": since .* Ben has had it since /);
  const lines = slack.thread("C0MOVES", card?.ts ?? "").map((message) => read(message));
  expect(lines.filter((line) => line.startsWith('Ben has the alarm "Applications cannot write".'))).toHaveLength(1);
});

test("a guest cannot take an alarm", async () => {
  const { harness, notice } = await alarmed();
  const { slack, records } = harness;
  await slack.click({ user: GUEST.id, channel: OPERATORS, ts: notice().ts, actionId: TAKE });
  await slack.waitFor(() => toldTo(slack, GUEST.id).length === 1);
  const move = await records.moves.get(MOVE_ID);
  expect(move === undefined ? [] : findFollowed(move)?.alarms?.map(({ takenBy }) => takenBy)).toEqual([undefined]);
});

test("an alarm that is over cannot be taken, and its notice loses the button", async () => {
  const { harness, notice, read } = await alarmed();
  const { slack, publisher, records } = harness;
  const { ts } = notice();
  await records.moves.change(MOVE_ID, (move) => ({ write: { ...move, ...followed({ alarms: [] }) }, result: undefined }));
  await slack.click({ user: "U0BEN", channel: OPERATORS, ts, actionId: TAKE });
  await slack.waitFor(() => toldTo(slack, "U0BEN").length === 1);
  expect(toldTo(slack, "U0BEN")).toEqual(["This alarm is over, so nobody has to take it any more."]);
  await publishCards(publisher, MOVE_ID);
  expect(read(notice())).not.toContain("[I have it]");
});
