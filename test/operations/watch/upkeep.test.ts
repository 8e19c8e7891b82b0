import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from "vitest";
import { moveId } from "../../../src/core/names.ts";
import { channelId, personId } from "../../../src/core/people.ts";
import { ask } from "../../../src/operations/requests/ask.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { expireRequest } from "../../../src/operations/requests/expire-request.ts";
import { followMove, unfollowMove } from "../../../src/operations/moves/follow-move.ts";
import { isMember } from "../../../src/operations/requests/membership.ts";
import { refreshMembers } from "../../../src/operations/requests/refresh-members.ts";
import { sweep } from "../../../src/operations/watch/sweep.ts";
import { afterWithdrawal, withdrawRequest } from "../../../src/operations/requests/withdraw-request.ts";
import { type PrivateRedis, startRedis } from "../../standins/redis.ts";
import { ASKER, approved, followed, lines, runningMove, SWITCH } from "../moves.ts";
import { ANA, BEN, C2C, CHO, openStage, type Stage } from "../stage.ts";

const ID = moveId(C2C);
const ELSEWHERE = channelId("C0ELSEWHERE");

let redis: PrivateRedis;
let stage: Stage;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());
beforeEach(async () => {
  stage = await openStage(redis.url);
  await runningMove(stage);
});
afterEach(() => stage.end());

test("a request past its approve-by is expired once, by the store's clock; before, it says when to come again", async () => {
  await ask(stage.deps, await followed(stage), SWITCH, ASKER, "r1");
  const until = (await stage.records.requests.get("r1"))?.approveBy;
  expect(await expireRequest(stage.deps, "r1")).toBe(until);
  await stage.records.requests.change("r1", (request, now) => ({ write: { ...request, approveBy: now - 1 }, result: undefined }));
  expect(await expireRequest(stage.deps, "r1")).toBeUndefined();
  expect(await expireRequest(stage.deps, "r1")).toBeUndefined();
  expect((await lines(stage)).filter((body) => body.kind === "request-ended")).toMatchObject([{ how: "expired" }]);
  const late = await castVote(stage.deps, { requestId: "r1", by: BEN, kind: "approve", reason: "" });
  expect(late).toMatchObject({ kind: "refused", reason: "not-open" });
});

test("the one who asked withdraws an open request, nobody else does, and it is told once", async () => {
  await ask(stage.deps, await followed(stage), SWITCH, ASKER, "r1");
  expect(await withdrawRequest(stage.deps, "r1", BEN)).toBe("not-yours");
  expect(await withdrawRequest(stage.deps, "r1", ANA)).toBe("withdrawn");
  expect(await withdrawRequest(stage.deps, "r1", ANA)).toBe("not-open");
  await afterWithdrawal(stage.deps, "r1");
  await afterWithdrawal(stage.deps, "r1");
  expect((await lines(stage)).filter((body) => body.kind === "request-ended")).toMatchObject([{ how: "withdrawn", by: ANA }]);
});

test("the sweep asks for what a dead process left: the votes' lines, the execution, the thread, the watch", async () => {
  await ask(stage.deps, await followed(stage), SWITCH, ASKER, "r1");
  for (const by of [BEN, CHO]) await castVote(stage.deps, { requestId: "r1", by, kind: "approve", reason: "" });
  const before = stage.jobs.asked.length;
  await sweep(stage.deps);
  await sweep(stage.deps);
  const asked = new Set(stage.jobs.asked.slice(before));
  expect([...asked].toSorted()).toEqual(["carryOut r1", `publishThread ${ID}`, "watchKeyspace prod customer"]);
  expect((await lines(stage)).filter((body) => body.kind === "vote")).toMatchObject([
    { by: BEN, approvals: 1 },
    { by: CHO, approvals: 2 },
  ]);
});

test("the sweep leaves what is settled alone", async () => {
  await approved(stage, SWITCH, "r1");
  await stage.records.requests.change("r1", (request) => ({ write: { ...request, used: true }, result: undefined }));
  const before = stage.jobs.asked.length;
  await sweep(stage.deps);
  expect(stage.jobs.asked.slice(before)).not.toContain("carryOut r1");
});

test("a channel follows once and stops following", async () => {
  const there = { ...ASKER, channel: ELSEWHERE };
  expect(await followMove(stage.deps, await followed(stage), ASKER)).toMatchObject({ reason: "already-followed" });
  expect(await followMove(stage.deps, await followed(stage), there)).toMatchObject({ kind: "following" });
  expect(await followMove(stage.deps, await followed(stage), there)).toMatchObject({ reason: "already-followed" });
  expect((await followed(stage)).followers).toEqual([ELSEWHERE]);
  expect(await unfollowMove(stage.deps, await followed(stage), there)).toMatchObject({ kind: "unfollowed" });
  expect(await unfollowMove(stage.deps, await followed(stage), there)).toMatchObject({ reason: "not-followed" });
  expect((await followed(stage)).followers).toEqual([]);
});

test("a group that cannot be read keeps its last people, and the other groups are read all the same", async () => {
  const dev = personId("U0DEV");
  const groups: Record<string, readonly (typeof dev)[]> = { S0DBA: [BEN], S0ONCALL: [CHO] };
  const readGroup = (group: string) => Promise.resolve(groups[group] ?? []);
  await refreshMembers({ records: stage.records, readGroup }, [["S0DBA", "S0ONCALL", ANA]]);
  groups["S0ONCALL"] = [dev];
  const failing = (group: string) => (group === "S0DBA" ? Promise.reject(new Error("ratelimited")) : readGroup(group));
  await expect(refreshMembers({ records: stage.records, readGroup: failing }, [["S0DBA", "S0ONCALL"]])).rejects.toThrow("ratelimited");
  expect(await isMember(stage.records, ["S0DBA"], BEN)).toBe(true);
  expect(await isMember(stage.records, ["S0ONCALL"], CHO)).toBe(false);
  expect(await isMember(stage.records, ["S0ONCALL", ANA], dev)).toBe(true);
  expect(await isMember(stage.records, ["S0NEVERREAD", ANA], ANA)).toBe(true);
});
