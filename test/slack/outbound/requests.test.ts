import { WebClient } from "@slack/web-api";
import { expect, test } from "vitest";
import { listMessageLines } from "../../../deploy/demo/message-text.ts";
import type { Records } from "../../../src/operations/records.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import type { PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import type { SlackMessage } from "../../../practice/slack/workspace/workspace.ts";
import { opened } from "../app/harness.ts";
import { ANA, BEN, CHO, FULL_EXECUTION, MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { openPublishing, withMove, type Publishing } from "./harness.ts";

const redis = bench();
const CALL = "<!subteam^S0DBA>";

async function asked(records: Records): Promise<Publishing> {
  const publishing = await openPublishing(records);
  await withMove(records);
  await opened(records);
  await records.addEntry(MOVE_ID, { kind: "started", by: ANA });
  await publishThread(publishing.deps, MOVE_ID);
  return publishing;
}

const USED = { kind: "used", approvedAt: 1_795_212_000_000, at: 1_795_212_060_000 } as const;

/** The request's message: the one that has, or had, buttons to decide. */
function requestIn(slack: PracticeSlack): SlackMessage {
  const [card] = slack.messages("C0MOVES");
  const found = slack.thread("C0MOVES", card?.ts ?? "").find(({ metadata }) => metadata?.["event_type"] === "tandem_request");
  if (found === undefined) throw new Error("the request is not in Slack");
  return found;
}

async function approve(records: Records): Promise<void> {
  const at = Date.now();
  await records.requests.change("q-1", (request) => ({
    write: {
      ...request,
      votes: [BEN, CHO].map((by) => ({ by, at, kind: "approve" as const, reason: "" })),
      state: { kind: "approved", at, useBy: at + 900_000 },
    },
    result: undefined,
  }));
}

test("a request stands at its place in the thread and in the channel, and notifies the approvers once", async () => {
  const { slack } = await asked(redis.fresh().records);
  const message = requestIn(slack);
  expect(message.subtype).toBe("thread_broadcast");
  expect(message.text).toMatch(/^Approval needed: /);
  expect(JSON.stringify(message.blocks)).toContain(CALL);
  const [card] = slack.messages("C0MOVES");
  expect(slack.thread("C0MOVES", card?.ts ?? "").map(({ ts }) => ts)[1]).toBe(message.ts);
});

test("a decision edits the same message: no buttons to decide, no notification, and nothing posted", async () => {
  const { records } = redis.fresh();
  const { slack, deps } = await asked(records);
  const posted = slack.calls("chat.postMessage").length;
  await approve(records);
  await publishThread(deps, MOVE_ID);
  const shown = JSON.stringify(requestIn(slack).blocks);
  expect(requestIn(slack).text).toMatch(/^Approved/);
  expect(shown).not.toContain("request:approve");
  expect(shown).not.toContain(CALL);
  expect(slack.calls("chat.postMessage")).toHaveLength(posted);
});

test("a vote on a request that stays open is an edit, and notifies nobody again", async () => {
  const { records } = redis.fresh();
  const { slack, deps } = await asked(records);
  const vote = { by: BEN, at: Date.now(), kind: "approve" as const, reason: "" };
  await records.requests.change("q-1", (request) => ({ write: { ...request, votes: [vote] }, result: undefined }));
  await publishThread(deps, MOVE_ID);
  const shown = JSON.stringify(requestIn(slack).blocks);
  expect(shown).toContain("*Approvals* 1 of 2");
  expect(shown).toContain("request:approve");
  expect(shown).not.toContain(CALL);
});

test("a request whose facts are unchanged is not edited again", async () => {
  const { records } = redis.fresh();
  const { slack, deps } = await asked(records);
  await approve(records);
  await publishThread(deps, MOVE_ID);
  await publishThread(deps, MOVE_ID);
  expect(slack.calls("chat.update")).toHaveLength(1);
});

test("the end of its execution is shown on the request, once", async () => {
  const { records } = redis.fresh();
  const { slack, deps } = await asked(records);
  await approve(records);
  await records.executions.create("q-1", { ...FULL_EXECUTION, state: { kind: "ended", outcome: { kind: "succeeded", at: Date.now() } } });
  await records.requests.change("q-1", (request) => ({ write: { ...request, state: USED }, result: undefined }));
  await publishThread(deps, MOVE_ID);
  await publishThread(deps, MOVE_ID);
  expect(requestIn(slack).text).toMatch(/^Done: switch/);
  expect(slack.calls("chat.update")).toHaveLength(1);
});

test("the buttons of an approved request follow its execution, and there are none while a call is in flight", async () => {
  const { records } = redis.fresh();
  const { slack, deps } = await asked(records);
  await approve(records);
  const left = [
    { kind: "soak", ms: 300_000 },
    { kind: "call", tabletTypes: ["PRIMARY"] },
  ] as const;
  await records.executions.create("q-1", { ...FULL_EXECUTION, state: { kind: "soaking", left, until: Date.now() + 300_000 } });
  await publishThread(deps, MOVE_ID);
  const shown = (): string => listMessageLines(requestIn(slack)).join("\n");
  expect(shown()).toContain("[Call off…] [Roll back reads]");
  await records.executions.change("q-1", (current) => ({ write: { ...current, state: FULL_EXECUTION.state }, result: undefined }));
  await publishThread(deps, MOVE_ID);
  expect(shown()).not.toMatch(/\[Call off…\]|\[Roll back reads\]/);
});

test("a request whose message was deleted is posted again, still to be decided", async () => {
  const { records } = redis.fresh();
  const { slack, deps } = await asked(records);
  await new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl }).chat.delete({ channel: "C0MOVES", ts: requestIn(slack).ts });
  await records.requests.change("q-1", (request) => ({
    write: { ...request, votes: [{ by: BEN, at: Date.now(), kind: "approve", reason: "" }] },
    result: undefined,
  }));
  await publishThread(deps, MOVE_ID);
  expect(JSON.stringify(requestIn(slack).blocks)).toContain("request:approve");
});

test("a request whose posting was accepted and broke off is in the thread once", async () => {
  const { records } = redis.fresh();
  const { slack, deps } = await openPublishing(records);
  await withMove(records);
  await opened(records);
  slack.faults.add({ method: "chat.postMessage", kind: "accept-then-fail", when: (args) => args["thread_ts"] !== undefined });
  await expect(publishThread(deps, MOVE_ID)).rejects.toMatchObject({ kind: "unreachable" });
  await publishThread(deps, MOVE_ID);
  const [card] = slack.messages("C0MOVES");
  expect(slack.thread("C0MOVES", card?.ts ?? "")).toHaveLength(2);
});
