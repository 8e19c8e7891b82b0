import { WebClient } from "@slack/web-api";
import { describe, expect, test } from "vitest";
import type { Subscriptions } from "../../../src/core/move/subscriptions.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import { type ClusterName, moveId, type WorkflowName } from "../../../src/core/vitess/names.ts";
import type { Records } from "../../../src/operations/records.ts";
import { publishCards } from "../../../src/slack/outbound/publish-cards.ts";
import { publishFleet } from "../../../src/slack/outbound/publish-fleet.ts";
import type { PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import { patternNamed } from "../../names.ts";
import { ANA, MOVE, MOVE_ID, READING } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { withoutPace } from "../../store/without-pace.ts";
import { openPublishing, withMove } from "./harness.ts";

const redis = bench();
const INCIDENT = toChannelId("C0INC42");
const { cluster } = MOVE.name;

async function subscribe(records: Records, change: Partial<Subscriptions>): Promise<void> {
  const before = (await records.subscriptions.get(INCIDENT)) ?? { channel: INCIDENT, follows: [] };
  await records.subscriptions.create(INCIDENT, before);
  await records.subscriptions.change(INCIDENT, (current) => ({ write: { ...current, ...change }, result: undefined }));
}

const FLEET = { fleet: { cluster, by: ANA, at: 1 } };

async function withMoves(records: Records, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const name = { ...MOVE.name, workflow: `m${n}` as WorkflowName };
    await records.moves.create(moveId(name), { ...MOVE, name, askedAt: MOVE.askedAt + n });
  }
}

/** As if the message had been drawn so long ago that it may change again. */
async function letTimePass(records: Records): Promise<void> {
  const sent = await records.message(`fleet:${INCIDENT}`);
  if (sent === undefined) throw new Error("there is no fleet message");
  await records.saveMessage(`fleet:${INCIDENT}`, { ...sent, shows: sent.shows.replace(/"at":\d+/, `"at":${Date.now() - 60_000}`) });
}

function fleetMessages(slack: PracticeSlack) {
  return slack.messages(INCIDENT).filter(({ metadata }) => metadata?.["event_type"] === "tandem_fleet");
}

describe("the message about all moves", () => {
  test("is posted once and pinned, edited when something changed, and quiet when nothing did", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMoves(records, 2);
    await subscribe(records, FLEET);
    expect(await publishFleet(deps, INCIDENT)).toEqual({ againInMs: 10_000 });
    expect(fleetMessages(slack)).toMatchObject([{ text: expect.stringContaining("2 moves"), pinned_to: [INCIDENT] }]);
    await letTimePass(records);
    await publishFleet(deps, INCIDENT);
    expect(slack.calls("chat.update")).toEqual([]);
    await withMoves(records, 3);
    await publishFleet(deps, INCIDENT);
    expect(fleetMessages(slack)).toMatchObject([{ text: expect.stringContaining("3 moves") }]);
    // Changes within the pace wait and come together.
    await withMoves(records, 5);
    expect((await publishFleet(deps, INCIDENT)).againInMs).toBeGreaterThan(1_000);
    expect(slack.calls("chat.update")).toHaveLength(1);
    expect(slack.calls("pins.add")).toHaveLength(1);
  });

  test("shows the time of a copy whose numbers stay the same, and waits with it and with new states for the budget", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records, { pace: true });
    await withMove(records);
    await records.saveReading(MOVE_ID, { ...READING, at: Date.now(), denied: [], lockHolders: [] });
    await subscribe(records, FLEET);
    await publishFleet(deps, INCIDENT);
    for (const count of [1, 2, 2]) {
      await withMoves(records, count);
      await letTimePass(records);
      await publishFleet(deps, INCIDENT);
    }
    expect(slack.calls("chat.update")).toHaveLength(3);
    for (const count of [2, 3]) {
      await withMoves(records, count);
      await letTimePass(records);
      // Nothing is left: it comes back as a job of its own, which goes first.
      const { againInMs } = await publishFleet(deps, INCIDENT);
      expect(againInMs).toBeGreaterThan(0);
      expect(againInMs).toBeLessThan(10_000);
    }
    expect(slack.calls("chat.update")).toHaveLength(3);
    await publishFleet({ ...deps, records: withoutPace(records) }, INCIDENT);
    expect(slack.calls("chat.update")).toHaveLength(4);
  });

  test("without the scope for pins stands unpinned, and says so", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records, { scopes: ["chat:write", "channels:history", "groups:history", "users:read"] });
    await subscribe(records, FLEET);
    expect(await publishFleet(deps, INCIDENT)).toEqual({ againInMs: 1 });
    await publishFleet(deps, INCIDENT);
    expect(JSON.stringify(fleetMessages(slack)[0]?.blocks)).toContain("pins:write");
    expect(fleetMessages(slack)[0]?.pinned_to).toBeUndefined();
  });

  test("that somebody deleted is posted and pinned anew", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await subscribe(records, FLEET);
    await publishFleet(deps, INCIDENT);
    const ts = fleetMessages(slack)[0]?.ts ?? "";
    await new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl }).chat.delete({ channel: INCIDENT, ts });
    await withMoves(records, 1);
    await letTimePass(records);
    await publishFleet(deps, INCIDENT);
    expect(fleetMessages(slack)).toMatchObject([{ text: expect.stringContaining("1 move"), pinned_to: [INCIDENT] }]);
  });

  test("ends with a last word when the channel gives it up", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await subscribe(records, FLEET);
    await publishFleet(deps, INCIDENT);
    await records.subscriptions.change(INCIDENT, ({ fleet: _given, ...rest }) => ({ write: rest, result: undefined }));
    expect(await publishFleet(deps, INCIDENT)).toEqual({});
    expect(fleetMessages(slack)[0]?.text).toContain("is not kept up to date any more");
    expect(fleetMessages(slack)[0]?.pinned_to).toBeUndefined();
    expect(await publishFleet(deps, INCIDENT)).toEqual({});
    expect(slack.calls("chat.update")).toHaveLength(1);
  });

  test("goes out in plain blocks where the workspace refuses tables", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    slack.setRefusedBlocks(["data_table"]);
    await withMoves(records, 2);
    await subscribe(records, FLEET);
    await publishFleet(deps, INCIDENT);
    expect(JSON.stringify(fleetMessages(slack)[0]?.blocks)).toContain("m1");
  });

  test("in a channel that is closed to Tandem ends in a direct message to who asked, once", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    const gone = toChannelId("C0GONE");
    await records.subscriptions.create(gone, { channel: gone, follows: [], ...FLEET });
    expect(await publishFleet(deps, gone)).toEqual({ againInMs: 60_000 });
    await publishFleet(deps, gone);
    const told = slack.calls("chat.postMessage").filter(({ args }) => args["channel"] === ANA);
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).toContain("/invite @Tandem");
  });
});

function follow(everyMs = 0): Pick<Subscriptions, "follows"> {
  return { follows: [{ cluster, pattern: patternNamed("customer*"), everyMs, by: ANA, at: 1 }] };
}

describe("a channel that follows a keyspace", () => {
  test("gets a card of each move, also of one that begins later, which keeps its last state; a later move of that name is another", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await subscribe(records, follow());
    await withMove(records);
    await publishCards(deps, MOVE_ID);
    expect(slack.messages(INCIDENT)).toHaveLength(1);
    expect(JSON.stringify(slack.messages(INCIDENT))).not.toMatch(/<@|<!subteam|<!channel/);
    const state = { kind: "ended", at: Date.now(), how: "completed" } as const;
    await records.moves.change(MOVE_ID, (move) => ({ write: { ...move, state }, result: undefined }));
    await publishCards(deps, MOVE_ID);
    expect(slack.messages(INCIDENT)).toMatchObject([{ text: expect.stringContaining("Completed") }]);
    // An ended move that had no card here gets none.
    await records.moves.change(MOVE_ID, (move) => ({ write: { ...move, askedAt: move.askedAt + 1 }, result: undefined }));
    await publishCards(deps, MOVE_ID);
    expect(slack.messages(INCIDENT)).toHaveLength(1);
  });

  test("gets ten cards at most, and one message about the rest", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMoves(records, 13);
    await subscribe(records, follow());
    for (const { name } of await records.moves.active()) await publishCards(deps, moveId(name));
    expect(slack.messages(INCIDENT)).toHaveLength(10);
    await publishFleet(deps, INCIDENT);
    const [rest] = fleetMessages(slack);
    expect(rest?.text).toContain("3 moves: 3 being created · followed here without cards of their own");
    for (const name of ["m10", "m11", "m12"]) expect(JSON.stringify(rest?.blocks)).toContain(name);
    expect(slack.calls("pins.add")).toEqual([]);
  });

  test("shows new numbers at its own pace, and a new state at once", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    await subscribe(records, follow(1_800_000));
    await publishCards(deps, MOVE_ID);
    const updatesHere = () => slack.calls("chat.update").filter(({ args }) => args["channel"] === INCIDENT);
    const state = { kind: "ended", at: Date.now(), how: "completed" } as const;
    await records.moves.change(MOVE_ID, (move) => ({ write: { ...move, state }, result: undefined }));
    await publishCards(deps, MOVE_ID);
    expect(updatesHere()).toHaveLength(1);
  });

  test("of another cluster or keyspace gets nothing", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    const terms = { everyMs: 0, by: ANA, at: 1 };
    await subscribe(records, {
      follows: [
        { ...terms, cluster: "staging" as ClusterName, pattern: patternNamed("customer*") },
        { ...terms, cluster, pattern: patternNamed("commerce") },
      ],
    });
    await publishCards(deps, MOVE_ID);
    expect(slack.messages(INCIDENT)).toEqual([]);
  });
});
