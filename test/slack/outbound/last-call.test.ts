import { expect, test } from "vitest";
import type { Request } from "../../../src/core/operation/request/requests.ts";
import type { Records } from "../../../src/operations/records.ts";
import { publishLastCall } from "../../../src/slack/outbound/publish-last-call.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import { DBAS, opened } from "../app/harness.ts";
import { ANA, BEN, CHO, MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { requestNamed } from "../../names.ts";
import { anotherPublisher, openPublishing, type Publishing, withMove } from "./harness.ts";

const redis = bench();
const DAY_MS = 24 * 60 * 60_000;
const ID = requestNamed("q-1");

/** Ana's open request, with Ben's approval, in its thread. */
async function askedBefore(records: Records, change: Partial<Request> = {}): Promise<Publishing> {
  const publishing = await openPublishing(records);
  await records.saveMembers("S0DBA", [ANA, BEN, CHO]);
  await withMove(records);
  await opened(records);
  await publishThread(publishing.deps, MOVE_ID);
  await records.requests.change("q-1", (request, now) => ({
    write: { ...request, votes: [{ by: BEN, at: now, kind: "approve", reason: "" }], ...change },
    result: undefined,
  }));
  return publishing;
}

function countMessages({ slack }: Publishing): readonly number[] {
  return ["D0ANA", "D0BEN", "D0CHO"].map((channel) => slack.messages(channel).length);
}

test("before a request expires, each approver who may still decide gets one message with a link, from however many workers", async () => {
  const publishing = await askedBefore(redis.fresh().records);
  await Promise.all([publishLastCall(publishing.deps, ID), publishLastCall(anotherPublisher(publishing), ID)]);
  await publishLastCall(publishing.deps, ID);
  expect(countMessages(publishing)).toEqual([0, 0, 1]);
  const [message] = publishing.slack.messages("D0CHO");
  expect(message?.text).toMatch(/^Expires at \d\d:\d\d UTC: SwitchTraffic of customer\.commerce2customer$/);
  expect(JSON.stringify(message?.blocks)).toMatch(/Ana requested it and has 1 of 2 approvals\. You can still decide it\..*"Review"/);
});

test("a message whose fate is unknown is not sent again, and one that Slack limited is", async () => {
  const unknown = await askedBefore(redis.fresh().records, { votes: [] });
  unknown.slack.faults.add({ method: "chat.postMessage", kind: "accept-then-fail", times: 1 });
  await expect(publishLastCall(unknown.deps, ID)).rejects.toThrow("Slack");
  await publishLastCall(unknown.deps, ID);
  expect(countMessages(unknown)).toEqual([0, 1, 1]);

  const limited = await askedBefore(redis.fresh().records, { votes: [] });
  limited.slack.faults.add({ method: "chat.postMessage", kind: "429", retryAfter: 1, times: 1 });
  await expect(publishLastCall(limited.deps, ID)).rejects.toThrow("Slack limits chat.postMessage");
  await publishLastCall(limited.deps, ID);
  expect(countMessages(limited)).toEqual([0, 1, 1]);
});

test("while the group of approvers is unread nobody is passed over: the last call is made once it is read", async () => {
  const { records } = redis.fresh();
  const publishing = await openPublishing(records);
  await withMove(records);
  await opened(records);
  await publishThread(publishing.deps, MOVE_ID);
  expect(await publishLastCall(publishing.deps, ID)).toBe(60_000);
  expect(countMessages(publishing)).toEqual([0, 0, 0]);
  await records.saveMembers("S0DBA", [ANA, BEN, CHO]);
  expect(await publishLastCall(publishing.deps, ID)).toBeUndefined();
  expect(countMessages(publishing)).toEqual([0, 1, 1]);
});

test("what keeps a last call from being made twice outlives the request, and then expires", async () => {
  const { records, prefix } = redis.fresh();
  const publishing = await askedBefore(records);
  await publishLastCall(publishing.deps, ID);
  const approveBy = (await records.requests.get(ID))?.approveBy ?? 0;
  for (const key of [`last-call:${ID}`, `last-call:${ID}:${CHO}`]) {
    const expiresAt = await redis.redis().pexpiretime(`${prefix}:message:${key}`);
    expect([expiresAt > approveBy, expiresAt < approveBy + 2 * DAY_MS]).toEqual([true, true]);
  }
});

test("nobody is called for a request that was withdrawn meanwhile", async () => {
  const publishing = await askedBefore(redis.fresh().records, { state: { kind: "withdrawn", at: 1, by: ANA } });
  await publishLastCall(publishing.deps, ID);
  expect(countMessages(publishing)).toEqual([0, 0, 0]);
});

test("in quiet hours nobody is called, and it says when they end", async () => {
  const publishing = await askedBefore(redis.fresh().records);
  const minute = Math.floor((await publishing.deps.records.now()) / 60_000) % 1440;
  const quietHours = { from: (minute + 1438) % 1440, to: (minute + 3) % 1440, timeZone: "UTC" };
  const againInMs = await publishLastCall({ ...publishing.deps, policy: () => ({ ...DBAS, quietHours }) }, ID);
  expect(againInMs).toBeGreaterThan(60_000);
  expect(countMessages(publishing)).toEqual([0, 0, 0]);
});
