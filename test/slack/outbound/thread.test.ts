import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { WebClient } from "@slack/web-api";
import type { EntryBody } from "../../../src/core/announce/entries.ts";
import type { Records } from "../../../src/operations/records.ts";
import type { PublisherDeps } from "../../../src/slack/outbound/publisher.ts";
import { RateLimited } from "../../../src/slack/web-api/faults.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import { DEAD_AFTER_MS } from "../../../src/slack/outbound/when-free.ts";
import { publishCards } from "../../../src/slack/outbound/publish-cards.ts";
import { opened } from "../app/harness.ts";
import { ANA, BEN, BODIES, MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { anotherPublisher, openPublishing, threadLines, withMove } from "./harness.ts";
import { moveIdNamed, requestNamed, tablesNamed } from "../../names.ts";

const redis = bench();
const STARTED: EntryBody = { kind: "started", by: ANA };
const STOPPED: EntryBody = { kind: "stopped", by: BEN };
const MOVING: EntryBody = { kind: "moving-again" };

/** What the lines of a thread are about, by the verb of each. */
function kinds(lines: readonly string[]): readonly string[] {
  return lines.map((line) => /started|stopped|is moving again/.exec(line)?.[0] ?? line);
}

/** Publishes for as long as Slack allows; returns the time to wait, 0 when all is there. */
async function waitAfter(deps: PublisherDeps): Promise<number> {
  try {
    await publishThread(deps, MOVE_ID);
    return 0;
  } catch (error) {
    if (error instanceof RateLimited) return error.retryAfterMs;
    throw error;
  }
}

describe("a move's thread", () => {
  test("is its card, then its lines in the order in which they were written, each once, however often it is published", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    for (const body of [STARTED, STOPPED, MOVING]) await records.addEntry(MOVE_ID, body);
    await publishThread(deps, MOVE_ID);
    await publishThread(deps, MOVE_ID);
    expect(slack.messages("C0MOVES")).toHaveLength(1);
    expect(slack.messages("C0MOVES")[0]?.text).toContain("customer.commerce2customer");
    expect(kinds(threadLines(slack))).toEqual(["started", "stopped", "is moving again"]);
    await records.addEntry(MOVE_ID, STARTED);
    await publishThread(deps, MOVE_ID);
    expect(kinds(threadLines(slack))).toEqual(["started", "stopped", "is moving again", "started"]);
  });

  test("goes on in one attempt when the lease of a dead publisher has expired", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    await records.addEntry(MOVE_ID, STARTED);
    // Never renewed, and never released.
    await records.lease(`thread:${MOVE_ID}`, DEAD_AFTER_MS);
    await publishThread(deps, MOVE_ID);
    expect(kinds(threadLines(slack))).toEqual(["started"]);
  }, 40_000);

  test("takes every kind of line, broadcasts the decisive ones, and notifies no channel", async () => {
    const { records } = redis.fresh();
    const { slack, deps, log } = await openPublishing(records);
    await withMove(records);
    for (const body of BODIES) await records.addEntry(MOVE_ID, body);
    await records.addEntry(MOVE_ID, {
      kind: "vote",
      requestId: requestNamed("q-9"),
      by: BEN,
      vote: "reject",
      reason: "<!channel> *look*",
      approvals: 0,
      needed: 2,
    });
    await records.addEntry(MOVE_ID, { kind: "alarm", alarm: "source-writes-denied", tables: tablesNamed("<!channel>", "a`b") });
    await publishThread(deps, MOVE_ID);
    // Each VDiff report has two files, which are one message of their own.
    expect(slack.files()).toHaveLength(4);
    expect(threadLines(slack)).toHaveLength(BODIES.length + 2 + 2);
    const broadcast = slack.messages("C0MOVES").filter(({ subtype }) => subtype === "thread_broadcast");
    expect(broadcast).toHaveLength(
      BODIES.filter(({ kind }) => kind === "outcome" || kind === "alarm" || kind === "rules-changed").length + 1,
    );
    expect(JSON.stringify(slack.calls().map(({ args }) => args))).not.toContain("<!channel>");
    expect(log.join("")).not.toContain("simpler form");
    expect(slack.calls("chat.postMessage").every(({ args }) => args["unfurl_links"] === "false" && args["unfurl_media"] === "false")).toBe(
      true,
    );
  });

  test("posted by two publishers at once has each line once", async () => {
    const { records } = redis.fresh();
    const publishing = await openPublishing(records);
    await withMove(records);
    for (const body of [STARTED, STOPPED, MOVING]) await records.addEntry(MOVE_ID, body);
    await Promise.all([publishThread(publishing.deps, MOVE_ID), publishThread(anotherPublisher(publishing), MOVE_ID)]);
    expect(publishing.slack.messages("C0MOVES")).toHaveLength(1);
    expect(kinds(threadLines(publishing.slack))).toEqual(["started", "stopped", "is moving again"]);
  });

  test.each([0, 1, 2, 3])("has everything once if its call number %i was accepted by Slack and then broke off", async (before) => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    for (const body of [STARTED, STOPPED, MOVING]) await records.addEntry(MOVE_ID, body);
    let calls = 0;
    slack.faults.add({ method: "chat.postMessage", kind: "accept-then-fail", when: () => (calls += 1) === before + 1 });
    await expect(publishThread(deps, MOVE_ID)).rejects.toMatchObject({ kind: "unreachable" });
    await publishThread(deps, MOVE_ID);
    expect(slack.messages("C0MOVES")).toHaveLength(1);
    expect(kinds(threadLines(slack))).toEqual(["started", "stopped", "is moving again"]);
  });

  test("has everything once if its publisher died after posting and before recording it", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    await records.addEntry(MOVE_ID, STARTED);
    const dying = { ...deps, records: { ...records, setPostedUpTo: () => Promise.reject(new Error("the process ended")) } };
    await expect(publishThread(dying, MOVE_ID)).rejects.toThrow("the process ended");
    await publishThread(deps, MOVE_ID);
    expect(kinds(threadLines(slack))).toEqual(["started"]);
  });

  test("whose card was posted and not recorded is found again, not posted twice", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    const saveMessage = (key: string, message: Parameters<typeof records.saveMessage>[1]): Promise<void> =>
      key.startsWith("card:") ? Promise.reject(new Error("the process ended")) : records.saveMessage(key, message);
    await expect(publishThread({ ...deps, records: { ...records, saveMessage } }, MOVE_ID)).rejects.toThrow("the process ended");
    await publishThread(deps, MOVE_ID);
    expect(slack.messages("C0MOVES")).toHaveLength(1);
  });

  test("that Slack rate-limits stops with the time to wait, and goes on where it stopped", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    for (const body of [STARTED, STOPPED]) await records.addEntry(MOVE_ID, body);
    slack.faults.add({ method: "chat.postMessage", kind: "429", retryAfter: 7, when: (args) => String(args["text"]).includes("stopped") });
    await expect(publishThread(deps, MOVE_ID)).rejects.toMatchObject({ kind: "busy", retryAfterMs: 7_000 });
    expect(kinds(threadLines(slack))).toEqual(["started"]);
    await publishThread(deps, MOVE_ID);
    expect(kinds(threadLines(slack))).toEqual(["started", "stopped"]);
    expect(slack.calls("conversations.replies")).toEqual([]);
  });

  test("of forty lines is whole and in order under Slack's real limits, if each wait is respected", async () => {
    const { records } = redis.fresh();
    let clock = Date.parse("2026-03-03T09:00:00Z");
    const { slack, deps } = await openPublishing(records, { rateLimits: true, now: () => new Date(clock) });
    await withMove(records);
    for (let n = 0; n < 40; n += 1) await records.addEntry(MOVE_ID, { kind: "vdiff-started", by: ANA, uuid: `n${n}` });
    let waits = 0;
    for (let wait = await waitAfter(deps); wait > 0 && waits < 100; wait = await waitAfter(deps)) {
      waits += 1;
      clock += wait;
    }
    expect(waits).toBeGreaterThan(10);
    expect(threadLines(slack).map((line) => /\bn\d+/.exec(line)?.[0])).toEqual(Array.from({ length: 40 }, (_, n) => `n${n}`));
  });

  test("of ten lines that people wait for is posted at Slack's pace, and no call is refused", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records, { rateLimits: true, pace: true });
    await withMove(records);
    for (let n = 0; n < 5; n += 1) for (const body of [STARTED, STOPPED]) await records.addEntry(MOVE_ID, body);
    for (let wait = await waitAfter(deps); wait > 0; wait = await waitAfter(deps)) await sleep(wait);
    expect(threadLines(slack)).toHaveLength(10);
    expect(slack.calls().filter(({ answer }) => answer === "http_429")).toEqual([]);
  }, 60_000);

  test("is left to the other publisher as soon as the lease is lost", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    for (const body of [STARTED, STOPPED]) await records.addEntry(MOVE_ID, body);
    const lease: typeof records.lease = async (name, ttlMs) => {
      const taken = await records.lease(name, ttlMs);
      return taken === undefined || !name.startsWith("thread:") ? taken : { ...taken, renew: () => Promise.resolve(false) };
    };
    await expect(publishThread({ ...deps, records: { ...records, lease } }, MOVE_ID)).rejects.toMatchObject({ kind: "busy" });
    expect(threadLines(slack)).toEqual([]);
  });

  test("goes on under a new card if its head was deleted", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    await publishThread(deps, MOVE_ID);
    const [card] = slack.messages("C0MOVES");
    await new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl }).chat.delete({ channel: "C0MOVES", ts: card?.ts ?? "" });
    await records.addEntry(MOVE_ID, STARTED);
    await publishThread(deps, MOVE_ID);
    expect(slack.messages("C0MOVES")).toHaveLength(1);
    expect(kinds(threadLines(slack))).toEqual(["started"]);
  });

  test("follows the new card that the progress lane posted for a deleted one", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    await records.addEntry(MOVE_ID, STARTED);
    await publishThread(deps, MOVE_ID);
    const [card] = slack.messages("C0MOVES");
    await new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl }).chat.delete({ channel: "C0MOVES", ts: card?.ts ?? "" });
    const state = { kind: "ended" as const, at: Date.now(), how: "completed" as const };
    await records.moves.change(MOVE_ID, (move) => ({ write: { ...move, state }, result: undefined }));
    await publishCards(deps, MOVE_ID);
    await records.addEntry(MOVE_ID, STOPPED);
    await publishThread(deps, MOVE_ID);
    expect(kinds(threadLines(slack))).toEqual(["stopped"]);
  });

  test.each([
    "is_archived",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_locked",
    "restricted_action_non_threadable_channel",
    "restricted_action_thread_only_channel",
    "team_access_not_granted",
    "no_permission",
    "access_denied",
    "some_new_code",
  ])("that Slack refuses with %s is reported to the requester, for each waiting line", async (error) => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    slack.faults.add({ method: "chat.postMessage", kind: "ok-false", error, times: 99, when: (args) => args["channel"] === "C0MOVES" });
    const told = (): readonly string[] => slack.messages("D0ANA").map(({ text }) => text);
    await records.addEntry(MOVE_ID, STARTED);
    await publishThread(deps, MOVE_ID);
    await publishThread(deps, MOVE_ID);
    await publishCards(deps, MOVE_ID);
    expect(told()).toEqual([expect.stringContaining(`in <#C0MOVES>: \`${error}\``)]);
    await records.addEntry(MOVE_ID, STARTED);
    await publishThread(deps, MOVE_ID);
    expect(told()).toHaveLength(2);
    slack.faults.clear();
    await publishThread(deps, MOVE_ID);
    expect(kinds(threadLines(slack))).toEqual(["started", "started"]);
  });

  test("in a channel without Tandem loses nothing, tells the requester once, and comes when Tandem is invited", async () => {
    const { records } = redis.fresh();
    const scopes = ["chat:write", "channels:join", "channels:history", "users:read"];
    const { slack, deps, log } = await openPublishing(records, {
      scopes,
      channels: [{ id: "C0MOVES", name: "db-moves", botIsMember: false }],
    });
    await withMove(records);
    await records.addEntry(MOVE_ID, STARTED);
    await publishThread(deps, MOVE_ID);
    expect(slack.messages("D0ANA")).toHaveLength(1);
    await publishCards(deps, MOVE_ID);
    await publishThread(deps, MOVE_ID);
    expect(log.join("")).toContain("invite Tandem to it");
    expect(slack.messages("D0ANA").map(({ text }) => text)).toEqual([
      "Slack did not take what Tandem has to say about customer.commerce2customer in <#C0MOVES>: `not_in_channel`. The latest is not there:\n> Ana started the workflow · customer.commerce2customer\nType `/invite @Tandem` in it. What belongs in the thread is kept and posted then; until then `/movetables status local/customer.commerce2customer` shows how things are.",
    ]);
    expect(await records.postedUpTo(MOVE_ID)).toBe(0);
    await new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl }).conversations.join({ channel: "C0MOVES" });
    await publishThread(deps, MOVE_ID);
    expect(kinds(threadLines(slack))).toEqual(["started"]);
  });

  test.each(["invalid_arguments", "invalid_metadata_format", "some_new_code"])(
    "does not wait for a line that Slack refuses with %s in every form: a sentence stands in its place",
    async (error) => {
      const { records } = redis.fresh();
      const { slack, deps, log } = await openPublishing(records);
      await withMove(records);
      for (const body of [STARTED, STOPPED, MOVING]) await records.addEntry(MOVE_ID, body);
      slack.faults.add({
        method: "chat.postMessage",
        kind: "ok-false",
        error,
        times: 99,
        when: ({ text }) => /stopped/.test(String(text)),
      });
      await publishThread(deps, MOVE_ID);
      expect(kinds(threadLines(slack))).toEqual([
        "started",
        `A line of this thread cannot be shown: Slack answers \`${error}\`. \`/movetables status local/customer.commerce2customer\` shows how things are.`,
        "is moving again",
      ]);
      expect(slack.messages("D0ANA")).toEqual([]);
      expect(log.join("")).toContain("Slack takes no form of a line");
    },
  );

  test("waits while Slack cannot carry out a call, and not for ever for a line with which it never can", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    for (const body of [STARTED, STOPPED, MOVING]) await records.addEntry(MOVE_ID, body);
    const fault = { method: "chat.postMessage", kind: "ok-false", error: "internal_error", times: 99 } as const;
    slack.faults.add({ ...fault, when: ({ text }) => /stopped/.test(String(text)) });
    await expect(publishThread(deps, MOVE_ID)).rejects.toMatchObject({ kind: "unreachable" });
    expect(kinds(threadLines(slack))).toEqual(["started"]);
    const later: Records["now"] = async () => (await records.now()) + 11 * 60_000;
    await publishThread({ ...deps, records: { ...deps.records, now: later } }, MOVE_ID);
    expect(kinds(threadLines(slack))).toEqual([
      "started",
      expect.stringContaining("cannot be shown: Slack fails each time"),
      "is moving again",
    ]);

    // An outage is nobody's line.
    await records.addEntry(MOVE_ID, STARTED);
    slack.faults.add(fault);
    await expect(publishThread({ ...deps, records: { ...deps.records, now: later } }, MOVE_ID)).rejects.toMatchObject({
      kind: "unreachable",
    });
    slack.faults.clear();
    await publishThread(deps, MOVE_ID);
    expect(kinds(threadLines(slack)).at(-1)).toBe("started");
  });

  test("shows its newest lines although Slack takes no edit of a request", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    await opened(records);
    await publishThread(deps, MOVE_ID);
    await records.requests.change("q-1", (request) => ({
      write: { ...request, state: { kind: "withdrawn", by: ANA, at: Date.now() } },
      result: undefined,
    }));
    await records.addEntry(MOVE_ID, STARTED);
    slack.faults.add({ method: "chat.update", kind: "429", retryAfter: 30 });
    await expect(publishThread(deps, MOVE_ID)).rejects.toBeInstanceOf(RateLimited);
    expect(kinds(threadLines(slack)).at(-1)).toBe("started");
  });

  test("of an unknown move is nothing to do", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await publishThread(deps, moveIdNamed("local/customer.unknown"));
    expect(slack.calls()).toEqual([]);
  });
});
