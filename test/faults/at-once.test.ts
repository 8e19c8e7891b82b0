import { afterAll, beforeAll, expect, it } from "vitest";
import type { SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import {
  ANA,
  answerTo,
  approve,
  ask,
  BEN,
  CHO,
  inThread,
  MOVES,
  newMove,
  openRequest,
  saying,
  switches,
  thread,
  words,
} from "../acceptance/people.ts";
import { peopleAreKnown } from "../acceptance/harness.ts";
import { type Installation, newMoves, openInstallation, PATIENCE_MS, press, WHOLE_TEST_MS } from "../acceptance/one-truth/installation.ts";

const TEN = Array.from({ length: 10 }, (_, index) => `U0AP${index}`);
const SIX = TEN.slice(0, 6);

let here: Installation;

beforeAll(async () => {
  here = await openInstallation({ people: TEN });
  for (const role of ["worker", "worker", "app", "app", "app"] as const) await here.start(role);
  await peopleAreKnown(here);
}, WHOLE_TEST_MS);

afterAll(() => here.close());

it(
  "ten people who request the same switch at once make one request: approvers are notified once, and nine read whose it is",
  async () => {
    const move = await newMove(here, "wanted");
    const answers = await allAsk(`switch ${move}`);
    const asked = TEN.filter((_, place) => answers[place]?.includes("Requested:"));
    expect(asked).toHaveLength(1);
    for (const answer of answers.filter((one) => !one.includes("Requested:"))) {
      expect(answer).toMatch(/request/i);
      expect(answer).toMatch(names(asked[0] ?? ""));
    }

    // The thread is posted in order: once it has the line of a vote, every request is above that.
    await approve(here, BEN, await openRequest(here, move));
    await inThread(here, move, /Ben approved: 1 of 2/, PATIENCE_MS);
    expect(thread(here, move).filter(isRequest)).toHaveLength(1);
    expect(timesCalled(move)).toBe(1);
  },
  WHOLE_TEST_MS,
);

it(
  "six presses of Roll back at once are one ReverseTraffic, and one outcome line",
  async () => {
    const [move = ""] = await newMoves(here, ["back"]);
    expect(await ask(here, ANA, `switch ${move}`)).toContain("Requested:");
    const request = await openRequest(here, move);
    for (const user of [BEN, CHO]) await approve(here, user, request);
    await inThread(here, move, /Switched · customer\.back/, PATIENCE_MS);
    const outcome = thread(here, move).findLast((message) => words(message).includes("Switched · customer.back"));
    if (outcome === undefined) throw new Error("The outcome is not in the thread");

    const told = await Promise.all(SIX.map((user) => answerTo(here, user, MOVES, () => press(here, user, outcome, "Roll back"))));
    expect(told).toHaveLength(6);
    await inThread(here, move, /Rolled back · customer\.back/, PATIENCE_MS);
    // Nobody can request anything while an execution runs, so the line of a later vote is below every outcome.
    await expect.poll(() => ask(here, ANA, `switch ${move}`), { timeout: PATIENCE_MS, interval: 500 }).toContain("Requested:");
    await approve(here, BEN, await openRequest(here, move));
    await expect.poll(() => saying(here, move, /Ben approved: 1 of 2/).length, { timeout: PATIENCE_MS }).toBe(2);

    expect(switches(here, "back").filter(({ request: { direction } }) => direction === 1 || direction === "BACKWARD")).toHaveLength(1);
    expect(saying(here, move, /ReverseTraffic requested by/)).toHaveLength(1);
  },
  WHOLE_TEST_MS,
);

it(
  "ten people who create a move of one name at once make one: one call, one card, one line",
  async () => {
    here.vitess.sql.createTable({ keyspace: "commerce", table: "one" }, { rows: 1_000, bytes: 100_000 });
    const answers = await allAsk("create customer.one --source-keyspace commerce --tables one");
    await inThread(here, "customer.one", /Copy finished/, PATIENCE_MS);

    expect(
      here.vitess.calls().filter(({ method, request }) => method === "MoveTablesCreate" && request["workflow"] === "one"),
    ).toHaveLength(1);
    expect(answers.filter((answer) => answer.startsWith("Creating customer.one"))).toHaveLength(1);
    expect(here.slack.messages(MOVES).filter((message) => isCardOf(message, "customer.one"))).toHaveLength(1);
    expect(saying(here, "customer.one", /created/)).toHaveLength(1);
  },
  WHOLE_TEST_MS,
);

/** Everybody types this at once; returns the answer to each of the ten. */
function allAsk(text: string): Promise<readonly string[]> {
  return Promise.all(TEN.map((user) => ask(here, user, text)));
}

/** By name, or as Slack shows a mention. */
function names(user: string): RegExp {
  return new RegExp(`\\b${user}\\b|@A${user.slice("U0A".length).toLowerCase()}\\b`);
}

function isRequest({ metadata }: SlackMessage): boolean {
  return metadata?.["event_type"] === "tandem_request";
}

function isCardOf({ metadata }: SlackMessage, move: string): boolean {
  return metadata?.["event_type"] === "tandem_card" && JSON.stringify(metadata).includes(`"prod/${move}"`);
}

/** How many messages about the move notify the approvers. */
function timesCalled(move: string): number {
  const posts = here.slack.calls("chat.postMessage").map(({ args }) => JSON.stringify(args));
  return posts.filter((post) => post.includes("<!subteam^S0DBA>") && post.includes(move)).length;
}
