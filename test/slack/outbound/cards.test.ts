import { WebClient } from "@slack/web-api";
import { describe, expect, test } from "vitest";
import { toChannelId } from "../../../src/core/people/people.ts";
import type { PublisherDeps } from "../../../src/slack/outbound/publisher.ts";
import { loadMoveView } from "../../../src/slack/outbound/move-facts.ts";
import { publishCards } from "../../../src/slack/outbound/publish-cards.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import { decodeShown } from "../../../src/slack/outbound/shown.ts";
import type { Records } from "../../../src/operations/records.ts";
import { opened } from "../app/harness.ts";
import { ANA, BEN, MOVE_ID, READING } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { followed, reading } from "../given.ts";
import { anotherPublisher, openPublishing, threadLines, withMove } from "./harness.ts";
import { moveIdNamed, tableNamed } from "../../names.ts";

const redis = bench();
const CARD = `card:${MOVE_ID}:C0MOVES`;

/** A copy with this progress. */
async function readAt(records: Records, rows: bigint, at = Date.now()): Promise<void> {
  const workflow = READING.workflow;
  if (workflow === undefined) throw new Error("the literal has a workflow");
  const streams = workflow.streams.map((stream) => ({ ...stream, rowsCopied: rows, transactionAt: at, updatedAt: at }));
  await records.saveReading(MOVE_ID, { ...READING, at, denied: [], lockHolders: [], workflow: { ...workflow, streams, targetDenied: [] } });
  await records.saveSizes(MOVE_ID, [
    { table: tableNamed("customer"), rows: 100_000n, bytes: 1_000_000n },
    { table: tableNamed("corder"), rows: 100_000n, bytes: 1_000_000n },
  ]);
}

/** Ages the card without waiting. */
async function shownFor(records: Records, ms: number): Promise<void> {
  const sent = await records.message(CARD);
  const shown = decodeShown(sent?.shows ?? "");
  if (sent === undefined || shown === undefined) throw new Error("there is no card");
  await records.saveMessage(CARD, { ...sent, shows: JSON.stringify({ ...shown, at: shown.at - ms }) });
}

describe("a card", () => {
  test("is posted once by whoever comes first, and edited in place afterwards", async () => {
    const { records } = redis.fresh();
    const publishing = await openPublishing(records);
    const { slack, deps } = publishing;
    await withMove(records);
    await Promise.allSettled([publishCards(deps, MOVE_ID), publishThread(anotherPublisher(publishing), MOVE_ID)]);
    await readAt(records, 40_000n);
    await publishCards(deps, MOVE_ID);
    expect(slack.messages("C0MOVES")).toHaveLength(1);
    expect(slack.messages("C0MOVES")[0]?.text).toContain("Copying");
    expect(slack.calls("chat.update")).toHaveLength(1);
  });

  test("that shows the current state already is not sent again", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    await readAt(records, 40_000n);
    await publishCards(deps, MOVE_ID);
    expect(await publishCards(deps, MOVE_ID)).toEqual({});
    expect(slack.calls("chat.update")).toEqual([]);
  });

  test("shares the pace of all edits with the other publishers, and is held back when nothing is left", async () => {
    const { records } = redis.fresh();
    const publishing = await openPublishing(records, { pace: true });
    const { slack, deps } = publishing;
    await withMove(records);
    await publishCards(deps, MOVE_ID);
    for (let round = 0; round < 45; round++) await publishCards(deps, MOVE_ID);
    const showNumbers = async (publisher: PublisherDeps, rows: bigint) => {
      await readAt(records, rows);
      await shownFor(records, 60_000);
      return publishCards(publisher, MOVE_ID);
    };
    expect(await showNumbers(deps, 1_000n)).toEqual({});
    expect(await showNumbers(anotherPublisher(publishing), 2_000n)).toEqual({});
    const { againInMs } = await showNumbers(deps, 3_000n);
    expect(againInMs).toBeGreaterThan(0);
    expect(slack.calls("chat.update")).toHaveLength(2);
  });

  test("with new numbers waits for its turn, says how long, and then shows the newest", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    await readAt(records, 10_000n);
    await publishCards(deps, MOVE_ID);
    await readAt(records, 40_000n);
    const { againInMs } = await publishCards(deps, MOVE_ID);
    expect(againInMs).toBeGreaterThan(0);
    expect(againInMs).toBeLessThanOrEqual(4_000);
    await readAt(records, 70_000n);
    await shownFor(records, 5_000);
    expect(await publishCards(deps, MOVE_ID)).toEqual({});
    expect(slack.calls("chat.update")).toHaveLength(1);
    expect(JSON.stringify(slack.messages("C0MOVES")[0]?.blocks)).toContain("70");
  });

  test("shares its turn with every other card whose numbers change", async () => {
    const { records } = redis.fresh();
    const { deps } = await openPublishing(records);
    await withMove(records);
    await readAt(records, 10_000n);
    await publishCards(deps, MOVE_ID);
    for (let n = 0; n < 44; n += 1)
      await records.lineUp("changing-cards", { member: `another card ${n}`, lastTurnAt: Date.now(), withinMs: 60_000 });
    await readAt(records, 40_000n);
    const { againInMs } = await publishCards(deps, MOVE_ID);
    expect(againInMs).toBeGreaterThan(50_000);
    expect(againInMs).toBeLessThanOrEqual(60_000);
  });

  test("with a new phase, a request or a vote is sent at once", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    await readAt(records, 10_000n);
    await publishCards(deps, MOVE_ID);
    await opened(records);
    await publishCards(deps, MOVE_ID);
    const vote = { by: BEN, at: Date.now(), kind: "approve" as const, reason: "" };
    await records.requests.change("q-1", (request) => ({ write: { ...request, votes: [vote] }, result: undefined }));
    await publishCards(deps, MOVE_ID);
    const state = { kind: "ended" as const, at: Date.now(), how: "completed" as const };
    await records.moves.change(MOVE_ID, (move) => ({ write: { ...move, state }, result: undefined }));
    await publishCards(deps, MOVE_ID);
    expect(slack.calls("chat.update")).toHaveLength(3);
    expect(slack.messages("C0MOVES")[0]?.text).toContain("Completed");
  });

  test("with only a new clock time is sent at most twice a minute", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    const now = Date.now();
    await readAt(records, 40_000n, now - 6_000);
    await publishCards(deps, MOVE_ID);
    await readAt(records, 40_000n, now);
    await shownFor(records, 20_000);
    expect(await publishCards(deps, MOVE_ID)).toEqual({});
    expect(slack.calls("chat.update")).toEqual([]);
    await shownFor(records, 11_000);
    await publishCards(deps, MOVE_ID);
    expect(slack.calls("chat.update")).toHaveLength(1);
  });

  test("is in every follower's channel too, with a link to the thread and nothing to change", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records, { followers: [toChannelId("C0INC42")] });
    await publishCards(deps, MOVE_ID);
    const [card] = slack.messages("C0INC42");
    expect(card?.text).toContain("customer.commerce2customer");
    expect(JSON.stringify(card?.blocks)).toContain("/archives/C0MOVES/");
    expect(JSON.stringify(card?.blocks)).not.toContain("command:stop");
  });

  test("in a deleted follower's channel does not block the other cards", async () => {
    const { records } = redis.fresh();
    const { slack, deps, log } = await openPublishing(records);
    await withMove(records, { followers: [toChannelId("C0GONE"), toChannelId("C0INC42")] });
    await publishCards(deps, MOVE_ID);
    expect(slack.messages("C0INC42")).toHaveLength(1);
    expect(log.join("")).toContain("A channel that follows cannot be written");
  });

  test("that somebody deleted is posted again", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    await publishCards(deps, MOVE_ID);
    const ts = slack.messages("C0MOVES")[0]?.ts ?? "";
    await new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl }).chat.delete({ channel: "C0MOVES", ts });
    await opened(records);
    await publishCards(deps, MOVE_ID);
    expect(slack.messages("C0MOVES").map((message) => message.ts === ts)).toEqual([false]);
  });

  test("of another move of the same name is another card", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    await publishCards(deps, MOVE_ID);
    await records.moves.change(MOVE_ID, (move) => ({ write: { ...move, askedAt: move.askedAt + 86_400_000 }, result: undefined }));
    await publishCards(deps, MOVE_ID);
    expect(slack.messages("C0MOVES")).toHaveLength(2);
  });
});

test("a card is drawn from the move, its last reading and its live requests and executions, at one moment", async () => {
  const { records } = redis.fresh();
  const { deps } = await openPublishing(records);
  const report = { verdict: "clean", completedAt: Date.now() - 60_000 } as const;
  await withMove(records, followed({ vdiff: { uuid: "5c1e", startedBy: ANA, startedAt: report.completedAt, report } }));
  await records.saveReading(MOVE_ID, reading({ at: Date.now() }));
  expect((await loadMoveView(deps, MOVE_ID))?.situation.next).toEqual({ kind: "request-switch", what: "all" });
  await opened(records);
  expect((await loadMoveView(deps, MOVE_ID))?.situation.next).toMatchObject({
    kind: "waiting",
    waiting: { kind: "votes", verb: "switch" },
  });
  expect(await loadMoveView(deps, moveIdNamed("local/customer.unknown"))).toBeUndefined();
});

test("a 429 on progress never delays a decision", async () => {
  const { records } = redis.fresh();
  const { slack, deps } = await openPublishing(records);
  await withMove(records);
  await publishThread(deps, MOVE_ID);
  const card = slack.messages("C0MOVES")[0]?.ts;
  slack.faults.add({ method: "chat.update", kind: "429", retryAfter: 30, times: 50, when: (args) => args["ts"] === card });
  await readAt(records, 40_000n);
  const progress = Promise.allSettled(Array.from({ length: 5 }, () => publishCards(deps, MOVE_ID)));
  await records.addEntry(MOVE_ID, { kind: "stopped", by: ANA });
  const before = performance.now();
  await publishThread(deps, MOVE_ID);
  expect(performance.now() - before).toBeLessThan(10_000);
  expect(threadLines(slack)).toHaveLength(1);
  const waits = (await progress).map((one) => (one.status === "fulfilled" ? one.value.againInMs : one.reason.retryAfterMs));
  for (const ms of waits) expect(ms).toBeGreaterThan(29_000);
  expect(slack.calls("chat.update")).toHaveLength(1);
});
