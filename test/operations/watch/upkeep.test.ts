import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { remindApprovers } from "../../../src/operations/requests/remind-approvers.ts";
import { expireRequest } from "../../../src/operations/requests/expire-request.ts";
import { followMove, unfollowMove } from "../../../src/operations/following/follow-move.ts";
import { callOffLive } from "../../../src/operations/carry-out/call-off.ts";
import { sweep } from "../../../src/operations/watch/sweep.ts";
import { withdrawRequest } from "../../../src/operations/requests/withdraw-request.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { ASKER, approved, followed, lines, runningMove, SWITCH } from "../moves.ts";
import { ANA, BEN, C2C, CHO, openHarness, type Harness } from "../harness.ts";
import { requestNamed } from "../../names.ts";

const ID = moveId(C2C);
const ELSEWHERE = toChannelId("C0ELSEWHERE");

let redis: PrivateRedis;
let harness: Harness;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());
beforeEach(async () => {
  harness = await openHarness(redis.url);
  await runningMove(harness);
});
afterEach(() => harness.end());

test("a request past its approve-by expires once, by the store's clock; before that it says when to check again", async () => {
  await requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") });
  const until = (await harness.records.requests.get("r1"))?.approveBy;
  expect(await expireRequest(harness.deps, requestNamed("r1"))).toBe(until);
  await harness.records.requests.change("r1", (request, now) => ({ write: { ...request, approveBy: now - 1 }, result: undefined }));
  expect(await expireRequest(harness.deps, requestNamed("r1"))).toBeUndefined();
  expect(await expireRequest(harness.deps, requestNamed("r1"))).toBeUndefined();
  expect((await lines(harness)).filter((body) => body.kind === "request-ended")).toMatchObject([{ how: "expired" }]);
  const late = await castVote(harness.deps, { requestId: requestNamed("r1"), by: BEN, kind: "approve", reason: "" });
  expect(late.result).toMatchObject({ kind: "refused", reason: "not-open" });
});

test("an undecided request is reminded of once in its thread and once directly, whatever runs twice, and its approvers stay the same", async () => {
  await requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") });
  const asked = await harness.records.requests.get("r1");
  expect(await remindApprovers(harness.deps, requestNamed("r1"))).toBe((asked?.askedAt ?? 0) + 15 * 60_000);
  expect((await lines(harness)).filter((body) => body.kind === "reminder")).toEqual([]);

  // The request turns out to be 16 minutes old, and then 24.
  for (const minutes of [16, 24]) {
    await harness.records.requests.change("r1", (request, now) => ({
      write: { ...request, askedAt: now - minutes * 60_000, approveBy: now + (30 - minutes) * 60_000 },
      result: undefined,
    }));
    await Promise.all([remindApprovers(harness.deps, requestNamed("r1")), remindApprovers(harness.deps, requestNamed("r1"))]);
  }
  expect(await remindApprovers(harness.deps, requestNamed("r1"))).toBeUndefined();
  expect((await lines(harness)).filter((body) => body.kind === "reminder")).toMatchObject([
    { verb: "switch", approvals: 0, needed: 2, calls: [ANA, BEN, CHO] },
  ]);
  expect((await harness.audited()).filter(({ kind }) => kind === "reminded").map(({ facts }) => facts["reminder"])).toEqual([
    "half-time",
    "last-call",
  ]);
  expect(harness.jobs.asked.filter((job) => job === "publish-last-call r1")).toHaveLength(1);
  expect((await harness.records.requests.get("r1"))?.rule).toEqual(asked?.rule);
});

test("the requester withdraws an open request, nobody else can, and it is announced once", async () => {
  await requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") });
  expect((await withdrawRequest(harness.deps, requestNamed("r1"), BEN)).result).toBe("not-yours");
  expect((await withdrawRequest(harness.deps, requestNamed("r1"), ANA)).result).toBe("withdrawn");
  expect((await withdrawRequest(harness.deps, requestNamed("r1"), ANA)).result).toBe("not-open");
  const audit = (await harness.audited()).filter(({ kind }) => kind === "request-withdrawn");
  expect(audit).toMatchObject([{ by: ANA, facts: { request: "r1" } }]);
  expect((await lines(harness)).filter((body) => body.kind === "request-ended")).toMatchObject([{ how: "withdrawn", by: ANA }]);
});

test("the sweep queues what a dead process left: the execution, the thread, the watch; the votes have their lines already", async () => {
  await requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") });
  for (const by of [BEN, CHO]) await castVote(harness.deps, { requestId: requestNamed("r1"), by, kind: "approve", reason: "" });
  expect((await lines(harness)).filter((body) => body.kind === "vote")).toMatchObject([
    { by: BEN, approvals: 1 },
    { by: CHO, approvals: 2 },
  ]);
  const before = harness.jobs.asked.length;
  await sweep(harness.deps);
  await sweep(harness.deps);
  const asked = new Set(harness.jobs.asked.slice(before));
  expect([...asked].toSorted()).toEqual(["carry-out r1", `publish-thread ${ID}`, "watch-keyspace prod customer"]);
});

test("the sweep leaves finished work alone", async () => {
  await approved(harness, SWITCH, "r1");
  await callOffLive(harness.deps, C2C, { by: BEN, reason: "not today" });
  const before = harness.jobs.asked.length;
  await sweep(harness.deps);
  expect(harness.jobs.asked.slice(before)).not.toContain("carry-out r1");
});

test("a channel follows once and stops following", async () => {
  const there = { ...ASKER, channel: ELSEWHERE };
  expect(await followMove(harness.deps, await followed(harness), 0, ASKER)).toMatchObject({ reason: "already-followed" });
  expect(await followMove(harness.deps, await followed(harness), 0, there)).toMatchObject({ kind: "following" });
  expect(await followMove(harness.deps, await followed(harness), 0, { ...there, at: there.at + 1 })).toMatchObject({
    reason: "already-followed",
  });
  expect((await followed(harness)).followers).toEqual([ELSEWHERE]);
  expect(await unfollowMove(harness.deps, await followed(harness), there)).toMatchObject({ kind: "unfollowed" });
  expect(await unfollowMove(harness.deps, await followed(harness), there)).toMatchObject({ reason: "not-followed" });
  expect((await followed(harness)).followers).toEqual([]);
});
