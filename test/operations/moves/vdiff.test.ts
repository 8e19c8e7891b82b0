import { afterAll, beforeAll, expect, test } from "vitest";
import { followedState, type Move, remembering } from "../../../src/core/moves.ts";
import { moveId } from "../../../src/core/names.ts";
import { VDIFF_DEFAULTS, type VDiffOptions } from "../../../src/core/options.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { changeVDiff, createVDiff, showVDiff } from "../../../src/operations/moves/vdiff.ts";
import { watchVDiff } from "../../../src/operations/watch/watch-vdiff.ts";
import { type PrivateRedis, startRedis } from "../../standins/redis.ts";
import { ASKER, followed, runningMove, SWITCH, SWITCH_AT_ONCE, done, lines } from "../moves.ts";
import { C2C, openStage, type Stage, until } from "../stage.ts";

const FIRST = "11111111-2222-4333-8444-000000000001";
const SECOND = "22222222-2222-4333-8444-000000000002";

let redis: PrivateRedis;
let stage: Stage;
beforeAll(async () => {
  redis = await startRedis();
  stage = await openStage(redis.url);
  await runningMove(stage);
});
afterAll(async () => {
  await stage.end();
  await redis.close();
});

async function started(uuid: string, options: Partial<VDiffOptions> = {}): Promise<Move> {
  const move = await followed(stage);
  expect(await createVDiff(stage.deps, move, { uuid, options: { ...VDIFF_DEFAULTS, ...options } }, ASKER)).toMatchObject({
    doing: "vdiff-create",
  });
  return followed(stage);
}

async function reported(uuid: string) {
  await until(async () => (await watchVDiff(stage.deps, moveId(C2C))) === undefined);
  const reports = (await lines(stage)).filter((body) => body.kind === "vdiff-report" && body.vdiff.uuid === uuid);
  expect(reports).toHaveLength(1);
  return reports[0]?.kind === "vdiff-report" ? reports[0].verdict : undefined;
}

test("a VDiff of everything is reported once, as clean, and approvers are told so", async () => {
  const move = await started(FIRST);
  expect(await reported(FIRST)).toMatchObject({ kind: "clean", rowsCompared: 3_000n });
  expect(await watchVDiff(stage.deps, moveId(C2C))).toBeUndefined();
  await requestOperation(stage.deps, move, SWITCH, { ...ASKER, id: "r1" });
  expect((await stage.records.requests.get("r1"))?.proposal).toHaveProperty("facts.vdiff", { uuid: FIRST, verdict: "clean" });
  await stage.records.requests.change("r1", (request, at) => ({
    write: { ...request, state: { kind: "expired", at } },
    result: undefined,
  }));
});

test("a report that 0.1.0 had told and not kept is looked up again, so that the move knows it, and is not told a second time", async () => {
  await stage.records.moves.change(moveId(C2C), (move) => {
    const { report: _told, ...vdiff } = followedState(move)?.vdiff ?? { uuid: "", startedBy: ASKER.by, startedAt: 0 };
    return { write: remembering(move, { vdiff }), result: undefined };
  });
  expect(await watchVDiff(stage.deps, moveId(C2C))).toBeUndefined();
  expect(followedState(await followed(stage))?.vdiff?.report).toMatchObject({ verdict: "clean", completedAt: expect.any(Number) });
  expect((await lines(stage)).filter((body) => body.kind === "vdiff-report")).toHaveLength(1);
});

test("a VDiff with a row limit is told as one that did not compare every row, also to approvers, and also when it was begun elsewhere", async () => {
  const move = await followed(stage);
  await stage.vitess.vdiffCreate(C2C, SECOND, { ...VDIFF_DEFAULTS, limit: 25n });
  await until(async () => (await stage.vitess.vdiff(C2C, SECOND))?.shards.every((shard) => shard.state === "completed"));
  expect(await showVDiff(stage.deps, move, "last")).toMatchObject({ kind: "vdiff", verdict: { kind: "limited", rowLimit: 25n } });
  await requestOperation(stage.deps, move, SWITCH, { ...ASKER, id: "r2" });
  expect((await stage.records.requests.get("r2"))?.proposal).toHaveProperty("facts.vdiff", { uuid: SECOND, verdict: "limited" });
  await stage.records.requests.change("r2", (request, at) => ({
    write: { ...request, state: { kind: "expired", at } },
    result: undefined,
  }));
});

test("a VDiff of some tables only is incomplete", async () => {
  const third = "33333333-2222-4333-8444-000000000003";
  await started(third, { tables: ["customer"] });
  expect(await reported(third)).toEqual({ kind: "incomplete", missing: ["corder"] });
});

test("the same command again finds its own VDiff; another one is refused while it runs", async () => {
  const fourth = "44444444-2222-4333-8444-000000000004";
  const move = await started(fourth, { autoStart: false });
  await started(fourth, { autoStart: false });
  expect((await stage.vitess.vdiffs(C2C)).filter((one) => one.uuid === fourth)).toHaveLength(1);
  expect(await reported(fourth)).toEqual({ kind: "stopped" });
  expect(await changeVDiff(stage.deps, move, { uuid: fourth, change: "resume" }, ASKER)).toMatchObject({ doing: "vdiff-resume" });
  expect(stage.jobs.asked).toContain(`watchVDiff ${moveId(C2C)}`);
  await until(async () => (await watchVDiff(stage.deps, moveId(C2C))) === undefined);
});

test("a uuid that nobody made is refused, and nothing is sent", async () => {
  const move = await followed(stage);
  const nobodys = "99999999-2222-4333-8444-000000000009";
  for (const change of ["stop", "resume", "delete"] as const) {
    expect(await changeVDiff(stage.deps, move, { uuid: nobodys, change }, ASKER)).toMatchObject({ kind: "refused", reason: "no-vdiff" });
  }
  const sent = stage.simulator.calls().filter((call) => call.request["uuid"] === nobodys || call.request["arg"] === nobodys);
  expect([...new Set(sent.map((call) => call.method))]).toEqual(["VDiffShow"]);
});

test("a VDiff that somebody deleted elsewhere is watched no longer than a minute", async () => {
  const fifth = "55555555-2222-4333-8444-000000000005";
  await started(fifth);
  await until(async () => (await stage.vitess.vdiff(C2C, fifth))?.shards.every((shard) => shard.state === "completed"));
  await stage.vitess.vdiffDelete(C2C, fifth);
  expect(await watchVDiff(stage.deps, moveId(C2C))).toBeGreaterThan(0);
  await stage.records.moves.change(moveId(C2C), (move) => {
    const vdiff = followedState(move)?.vdiff;
    if (vdiff === undefined) throw new Error("no VDiff");
    return { write: remembering(move, { vdiff: { ...vdiff, startedAt: vdiff.startedAt - 61_000 } }), result: undefined };
  });
  expect(await watchVDiff(stage.deps, moveId(C2C))).toBeUndefined();
  expect(followedState(await followed(stage))).not.toHaveProperty("vdiff");
});

test("after the switch a VDiff is refused", async () => {
  await done(stage, SWITCH_AT_ONCE, "r9");
  const answer = await createVDiff(stage.deps, await followed(stage), { uuid: FIRST, options: VDIFF_DEFAULTS }, ASKER);
  expect(answer).toMatchObject({ kind: "refused", reason: "vdiff-after-switch" });
});
