import { afterAll, beforeAll, expect, test } from "vitest";
import { ACTIONS } from "../../src/slack/actions.ts";
import type { SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import {
  ANA,
  answerTo,
  approve,
  ask,
  BEN,
  cardOf,
  CHO,
  DEV,
  INCIDENT,
  inThread,
  MOVES,
  newMove,
  requested,
  saying,
  words,
} from "./people.ts";
import { openProcesses, type Processes } from "./processes.ts";

let processes: Processes;

beforeAll(async () => {
  processes = await openProcesses({ apps: 1, workers: 2 }, { env: { TANDEM_APPROVE_BY: "12s" } });
}, 120_000);

afterAll(() => processes.close());

/** The newest hand-over in the channel that says this. */
function handover(say: RegExp): Promise<SlackMessage> {
  const { slack } = processes;
  const isIt = (message: SlackMessage): boolean => message.metadata?.["event_type"] === "tandem_handover" && say.test(words(message));
  return slack.waitFor(() => slack.messages(MOVES).findLast(isIt), 15_000);
}

function accept(user: string, { ts }: SlackMessage): Promise<string> {
  return answerTo(processes, user, MOVES, () =>
    processes.slack.click({ user, channel: MOVES, ts, actionId: ACTIONS.acceptHandover, value: valueOf(ts) }),
  );
}

/** What the button held when it was posted: people also press what they saw before an edit. */
const values = new Map<string, string>();
function valueOf(ts: string): string {
  return values.get(ts) ?? "";
}

async function offered(say: RegExp): Promise<SlackMessage> {
  const message = await handover(say);
  const [value = ""] = /"value":"(slash-[^"]+)"/.exec(JSON.stringify(message.blocks))?.slice(1) ?? [];
  values.set(message.ts, value);
  return message;
}

test("a hand-over goes to the first other operator who accepts, in every thread, and the next one takes it on", async () => {
  const move = await newMove(processes, "night");
  expect(await ask(processes, ANA, "handover @nobody")).toMatch(/`nobody` is not the name of exactly one operator/);
  expect(await ask(processes, ANA, "handover")).toMatch(/^Offered: 1 move that this channel shows\..*any other operator accepts there\./);
  const first = await offered(/^\*Hand-over offered: 1 move\*/);
  expect(words(first)).toMatch(/Ana hands these moves over\. Any other operator can accept\./);
  expect(await accept(ANA, first)).toMatch(/^You offered this hand-over, so somebody else has to accept it\./);
  expect(await accept(DEV, first)).toMatch(/^Only operators of these moves' clusters can accept them\./);
  expect(await accept(BEN, first)).toMatch(/^You are in charge of 1 move now\./);
  expect(await accept(BEN, first)).toMatch(/^Already accepted: @Ben is in charge since/);
  await handover(/^\*Ben is in charge of 1 move\*/);
  await inThread(processes, move, /Ben took this move over from Ana/);
  await processes.slack.waitFor(() => (words(cardOf(processes, move) ?? first).includes("in charge: Ben") ? true : undefined), 60_000);

  expect(await ask(processes, BEN, "handover @Cho")).toContain("Cho accepts there");
  const second = await offered(/^\*Hand-over offered: 1 move\*/);
  expect(JSON.stringify(second.blocks)).toContain("<@U0CHO>");
  expect(await accept(ANA, second)).toMatch(/^This hand-over is for @Cho\./);
  expect(await accept(CHO, second)).toMatch(/^You are in charge of 1 move now\./);
  await inThread(processes, move, /Cho took this move over from Ben/);
  expect(saying(processes, move, /took this move over/)).toHaveLength(2);
  // Ana still is the requester, whoever is in charge.
  const request = await requested(processes, move, "switch");
  expect(await approve(processes, ANA, request)).toBe("You requested this, so somebody else must approve it.");
}, 120_000);

test("a channel that shows moves by a pattern, or all of a cluster in one message, hands them over as well", async () => {
  await newMove(processes, "elsewhere");
  expect(await ask(processes, ANA, "handover", INCIDENT)).toMatch(/^This channel shows no move that you operate/);
  await ask(processes, ANA, "follow customer.else*", INCIDENT);
  expect(await ask(processes, ANA, "handover", INCIDENT)).toMatch(/^Offered: 1 move that this channel shows\./);
  await ask(processes, ANA, "unfollow customer.else*", INCIDENT);
  await ask(processes, ANA, "fleet", INCIDENT);
  expect(await ask(processes, ANA, "handover", INCIDENT)).toMatch(/^Offered: 2 moves that this channel shows\./);
}, 90_000);

test("a request that nobody decides is reminded of once in its thread and once directly, and then expires", async () => {
  const move = await newMove(processes, "unanswered");
  await requested(processes, move, "switch");
  await inThread(processes, move, /The request for SwitchTraffic has 0 of 2 approvals, and .* left: approve by .*For @/);
  await inThread(processes, move, /The request for SwitchTraffic expired/, 30_000);
  expect(saying(processes, move, /left: approve by/)).toHaveLength(1);
  const direct = (channel: string): readonly string[] =>
    processes.slack
      .messages(channel)
      .map(words)
      .filter((text) => text.includes("SwitchTraffic of customer.unanswered"));
  expect(["D0ANA", "D0BEN", "D0CHO", "D0DEV"].map((channel) => direct(channel).length)).toEqual([0, 1, 1, 0]);
}, 90_000);
