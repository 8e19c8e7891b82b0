import { afterAll, beforeAll, expect, test } from "vitest";
import { findFollowed, type Move, updateFollowed } from "../../../src/core/move/moves.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import { SWITCH_DEFAULTS, VDIFF_DEFAULTS, type VDiffOptions } from "../../../src/core/options/options.ts";
import { deriveSituation } from "../../../src/core/situation/situation.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { changeVDiff, createVDiff, showVDiff } from "../../../src/operations/moves/vdiff.ts";
import { watchVDiff } from "../../../src/operations/watch/watch-vdiff.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { ASKER, followed, SWITCH, SWITCH_AT_ONCE, carriedOut, done, lines } from "../moves.ts";
import { openHarnessWithMove } from "../prepared-move.ts";
import { C2C, type Harness, until } from "../harness.ts";
import { requestNamed, tableNamed, tablesNamed } from "../../names.ts";

const FIRST = "11111111-2222-4333-8444-000000000001";
const SECOND = "22222222-2222-4333-8444-000000000002";

const UNSENT = "00000000-2222-4333-8444-000000000000";

/** Calls since then that change something. */
function writes(since: number): readonly string[] {
  const methods = harness.simulator.calls().map(({ method }) => method);
  return methods.slice(since).filter((method) => /^VDiff(?!Show)|^Workflow(?!Status)/.test(method));
}

let redis: PrivateRedis;
let harness: Harness;
beforeAll(async () => {
  redis = await startRedis();
  harness = await openHarnessWithMove(redis.url);
});
afterAll(async () => {
  await harness.end();
  await redis.close();
});

async function started(uuid: string, options: Partial<VDiffOptions> = {}): Promise<Move> {
  const move = await followed(harness);
  expect(await createVDiff(harness.deps, move, { uuid, options: { ...VDIFF_DEFAULTS, ...options } }, ASKER)).toMatchObject({
    doing: "vdiff-create",
  });
  return followed(harness);
}

async function reported(uuid: string) {
  await until(async () => (await watchVDiff(harness.deps, moveId(C2C))) === undefined);
  const reports = (await lines(harness)).filter((body) => body.kind === "vdiff-report" && body.vdiff.uuid === uuid);
  expect(reports).toHaveLength(1);
  return reports[0]?.kind === "vdiff-report" ? reports[0].verdict : undefined;
}

test("a VDiff of everything is reported once, as clean, and approvers are told so", async () => {
  const move = await started(FIRST);
  expect(await reported(FIRST)).toMatchObject({ kind: "clean", rowsCompared: 3_000n });
  expect(await watchVDiff(harness.deps, moveId(C2C))).toBeUndefined();
  await requestOperation(harness.deps, move, SWITCH, { ...ASKER, id: requestNamed("r1") });
  expect((await harness.records.requests.get("r1"))?.proposal).toHaveProperty("facts.vdiff", { uuid: FIRST, verdict: "clean" });
  await harness.records.requests.change("r1", (request, at) => ({
    write: { ...request, state: { kind: "expired", at } },
    result: undefined,
  }));
});

test("a report that 0.1.0 announced and did not keep is looked up again for the move, and not announced twice", async () => {
  await harness.records.moves.change(moveId(C2C), (move) => {
    const { report: _told, ...vdiff } = findFollowed(move)?.vdiff ?? { uuid: "", startedBy: ASKER.by, startedAt: 0 };
    return { write: updateFollowed(move, { vdiff }), result: undefined };
  });
  expect(await watchVDiff(harness.deps, moveId(C2C))).toBeUndefined();
  expect(findFollowed(await followed(harness))?.vdiff?.report).toMatchObject({ verdict: "clean", completedAt: expect.any(Number) });
  expect((await lines(harness)).filter((body) => body.kind === "vdiff-report")).toHaveLength(1);
});

test("a VDiff with a row limit is reported as not comparing every row, to approvers too, and even if it was started elsewhere", async () => {
  const move = await followed(harness);
  await harness.vitess.vdiffCreate(C2C, SECOND, { ...VDIFF_DEFAULTS, limit: 25n });
  await until(async () => (await harness.vitess.vdiff(C2C, SECOND))?.shards.every((shard) => shard.state === "completed"));
  expect(await showVDiff(harness.deps, move, "last")).toMatchObject({ kind: "vdiff", verdict: { kind: "limited", rowLimit: 25n } });
  await requestOperation(harness.deps, move, SWITCH, { ...ASKER, id: requestNamed("r2") });
  expect((await harness.records.requests.get("r2"))?.proposal).toHaveProperty("facts.vdiff", { uuid: SECOND, verdict: "limited" });
  await harness.records.requests.change("r2", (request, at) => ({
    write: { ...request, state: { kind: "expired", at } },
    result: undefined,
  }));
});

test("a VDiff of some tables only is incomplete", async () => {
  const third = "33333333-2222-4333-8444-000000000003";
  await started(third, { tables: tablesNamed("customer") });
  expect(await reported(third)).toEqual({ kind: "incomplete", missing: ["corder"] });
});

test("a VDiff is held against the last that compared whole tables, and remembers which tables it was asked for", async () => {
  const reports = (await lines(harness)).flatMap((body) => (body.kind === "vdiff-report" ? [body] : []));
  expect(reports.map(({ asked }) => asked)).toEqual([undefined, ["customer"]]);
  expect(reports[0]?.before).toBeUndefined();
  expect(reports[1]?.before).toMatchObject({ compared: ["corder", "customer"], different: [] });
});

test("the same command again finds its own VDiff; another VDiff is refused while it runs", async () => {
  const fourth = "44444444-2222-4333-8444-000000000004";
  const move = await started(fourth, { autoStart: false });
  await started(fourth, { autoStart: false });
  expect((await harness.vitess.vdiffs(C2C)).filter((one) => one.uuid === fourth)).toHaveLength(1);
  expect(await reported(fourth)).toEqual({ kind: "stopped" });
  expect(await changeVDiff(harness.deps, move, { uuid: fourth, change: "resume" }, ASKER)).toMatchObject({ doing: "vdiff-resume" });
  expect(harness.jobs.asked).toContain(`watch-vdiff ${moveId(C2C)}`);
  await until(async () => (await watchVDiff(harness.deps, moveId(C2C))) === undefined);
});

test("a VDiff is held against one whose counts are kept apart, without these counts", async () => {
  const found = {
    compared: tablesNamed("corder", "customer"),
    different: [{ table: tableNamed("customer"), mismatched: 7n, onlyInSource: 0n, onlyInTarget: 0n }],
  };
  await harness.records.addEntry(moveId(C2C), {
    kind: "large-vdiff-report",
    vdiff: { uuid: UNSENT, shards: [] },
    verdict: { kind: "different", rowsCompared: 5n, tables: tablesNamed("customer") },
    counts: { id: "gone", rows: 64_000 },
    found,
  });
  const fifth = "55555555-2222-4333-8444-000000000015";
  await started(fifth, { tables: tablesNamed("customer") });
  await reported(fifth);
  const [report] = (await lines(harness)).flatMap((body) => (body.kind === "vdiff-report" && body.vdiff.uuid === fifth ? [body] : []));
  expect(report?.before).toEqual(found);
});

test("a VDiff that was stopped and resumed still knows which tables and how many rows it was to compare", async () => {
  const sixth = "66666666-2222-4333-8444-000000000016";
  await started(sixth, { tables: tablesNamed("customer"), limit: 500n, autoStart: false });
  await changeVDiff(harness.deps, await followed(harness), { uuid: sixth, change: "stop" }, ASKER);
  expect(findFollowed(await followed(harness))?.vdiff).toBeUndefined();
  await changeVDiff(harness.deps, await followed(harness), { uuid: sixth, change: "resume" }, ASKER);
  expect(findFollowed(await followed(harness))?.vdiff).toMatchObject({ uuid: sixth, asked: ["customer"], rowLimit: 500n });
  await until(async () => (await watchVDiff(harness.deps, moveId(C2C))) === undefined);
  const [report] = (await lines(harness)).flatMap((body) => (body.kind === "vdiff-report" && body.vdiff.uuid === sixth ? [body] : []));
  expect(report).toMatchObject({ asked: ["customer"], vdiff: { rowLimit: 500n } });
});

test("a VDiff that was resumed after its end is not held against its own report: it compares only rows that are new", async () => {
  const ninth = "99999999-2222-4333-8444-000000000019";
  await started(ninth);
  await reported(ninth);
  await changeVDiff(harness.deps, await followed(harness), { uuid: ninth, change: "resume" }, ASKER);
  await until(async () => (await watchVDiff(harness.deps, moveId(C2C))) === undefined);
  const reports = (await lines(harness)).flatMap((body) => (body.kind === "vdiff-report" && body.vdiff.uuid === ninth ? [body] : []));
  expect(reports).toHaveLength(2);
  expect(reports[1]?.before).toEqual(reports[0]?.before);
});

test("a VDiff that somebody started elsewhere and a person resumes here is not blamed for tables it was never to compare", async () => {
  const seventh = "77777777-2222-4333-8444-000000000017";
  await harness.vitess.vdiffCreate(C2C, seventh, { ...VDIFF_DEFAULTS, tables: tablesNamed("corder"), autoStart: false });
  await changeVDiff(harness.deps, await followed(harness), { uuid: seventh, change: "resume" }, ASKER);
  await until(async () => (await watchVDiff(harness.deps, moveId(C2C))) === undefined);
  const [report] = (await lines(harness)).flatMap((body) => (body.kind === "vdiff-report" && body.vdiff.uuid === seventh ? [body] : []));
  expect(report).toMatchObject({ asked: ["corder"], verdict: { kind: "incomplete", missing: ["customer"] } });
  const elsewhere = "88888888-2222-4333-8444-000000000018";
  await harness.vitess.vdiffCreate(C2C, elsewhere, { ...VDIFF_DEFAULTS, tables: tablesNamed("corder") });
  await until(async () => (await harness.vitess.vdiff(C2C, elsewhere))?.shards.every((shard) => shard.state === "completed"));
  expect(await showVDiff(harness.deps, await followed(harness), "last")).toMatchObject({ vdiff: { uuid: elsewhere }, asked: ["corder"] });
});

test("an unknown uuid is refused, and nothing is sent", async () => {
  const move = await followed(harness);
  const nobodys = "99999999-2222-4333-8444-000000000009";
  for (const change of ["stop", "resume", "delete"] as const) {
    expect(await changeVDiff(harness.deps, move, { uuid: nobodys, change }, ASKER)).toMatchObject({ kind: "refused", reason: "no-vdiff" });
  }
  const sent = harness.simulator.calls().filter((call) => call.request["uuid"] === nobodys || call.request["arg"] === nobodys);
  expect([...new Set(sent.map((call) => call.method))]).toEqual(["VDiffShow"]);
});

test("a VDiff is not sent while a stream is stopped, and starts none", async () => {
  await harness.vitess.setRunning(C2C, "Stopped");
  const sent = harness.simulator.calls().length;
  const answer = await createVDiff(harness.deps, await followed(harness), { uuid: UNSENT, options: VDIFF_DEFAULTS }, ASKER);
  expect(answer).toMatchObject({ kind: "refused", reason: "vdiff-not-running" });
  const resumed = await changeVDiff(harness.deps, await followed(harness), { uuid: FIRST, change: "resume" }, ASKER);
  expect(resumed).toMatchObject({ kind: "refused", reason: "vdiff-not-running" });
  expect(writes(sent)).toEqual([]);
  await harness.vitess.setRunning(C2C, "Running");
});

test("a VDiff is not sent if one of its tables is no longer at the source", async () => {
  const table = harness.simulator.cluster.keyspaces.get("commerce")?.shards.get("0")?.tables.get("corder");
  if (table === undefined) throw new Error("no table corder");
  harness.simulator.sql.dropTable({ keyspace: "commerce", table: "corder" });
  const sent = harness.simulator.calls().length;
  const answer = await createVDiff(harness.deps, await followed(harness), { uuid: UNSENT, options: VDIFF_DEFAULTS }, ASKER);
  expect(answer).toMatchObject({ kind: "refused", reason: "vdiff-table-gone", subject: "commerce.corder" });
  expect(writes(sent)).toEqual([]);
  // The reason for the limit: every row of the target would be one too many.
  const trap = "77777777-2222-4333-8444-000000000007";
  await harness.vitess.vdiffCreate(C2C, trap, { ...VDIFF_DEFAULTS, tables: tablesNamed("corder") });
  await until(async () => (await harness.vitess.vdiff(C2C, trap))?.shards.every((shard) => shard.state === "completed"));
  const tables = (await harness.vitess.vdiff(C2C, trap))?.tables ?? [];
  expect(tables).toMatchObject([{ table: "corder", matching: 0n, onlyInTarget: 2000n }]);
  await harness.vitess.vdiffDelete(C2C, trap);
  harness.simulator.cluster.keyspaces.get("commerce")?.shards.get("0")?.tables.set("corder", table);
});

test("a VDiff that stands still is announced as failed after ten minutes, once", async () => {
  const fourth = "44444444-2222-4333-8444-000000000014";
  harness.simulator.state.setPace({ vdiffRowsPerSecond: 0 });
  await started(fourth);
  expect(await watchVDiff(harness.deps, moveId(C2C))).toBeGreaterThan(0);
  expect(findFollowed(await followed(harness))?.vdiff?.seen).toMatchObject({ rows: 0n, progress: { tablesDone: 0 } });
  await harness.records.moves.change(moveId(C2C), (move) => {
    const vdiff = findFollowed(move)?.vdiff;
    if (vdiff?.seen === undefined) throw new Error("nobody has looked at the VDiff");
    const seen = { ...vdiff.seen, at: vdiff.seen.at - 10 * 60_000 };
    return { write: updateFollowed(move, { vdiff: { ...vdiff, seen } }), result: undefined };
  });
  expect(await reported(fourth)).toMatchObject({ kind: "failed", errors: [{ message: expect.stringContaining("it stands still") }] });
  const kept = await harness.records.moves.get(moveId(C2C));
  expect(kept === undefined ? undefined : findFollowed(kept)?.vdiff?.report).toMatchObject({ verdict: "failed", standsStill: true });
  await harness.vitess.vdiffDelete(C2C, fourth);
  harness.simulator.state.setPace({ vdiffRowsPerSecond: 1_000_000 });
});

test("a VDiff that somebody deleted elsewhere is announced as failed after a minute", async () => {
  const fifth = "55555555-2222-4333-8444-000000000005";
  await started(fifth);
  await until(async () => (await harness.vitess.vdiff(C2C, fifth))?.shards.every((shard) => shard.state === "completed"));
  await harness.vitess.vdiffDelete(C2C, fifth);
  expect(await watchVDiff(harness.deps, moveId(C2C))).toBeGreaterThan(0);
  await harness.records.moves.change(moveId(C2C), (move) => {
    const vdiff = findFollowed(move)?.vdiff;
    if (vdiff === undefined) throw new Error("no VDiff");
    return { write: updateFollowed(move, { vdiff: { ...vdiff, startedAt: vdiff.startedAt - 61_000 } }), result: undefined };
  });
  expect(await watchVDiff(harness.deps, moveId(C2C))).toBeUndefined();
  expect(findFollowed(await followed(harness))?.vdiff?.report).toEqual({ verdict: "failed" });
  const told = (await lines(harness)).filter((body) => body.kind === "vdiff-report" && body.vdiff.uuid === fifth);
  expect(told).toMatchObject([{ verdict: { errors: [{ message: expect.stringContaining("Vitess does not know it any more") }] } }]);
});

test("after a rollback Vitess has forgotten the VDiff; Tandem has not, and requires another one", async () => {
  const sixth = "66666666-2222-4333-8444-000000000006";
  await started(sixth);
  expect(await reported(sixth)).toMatchObject({ kind: "clean" });
  await done(harness, SWITCH_AT_ONCE, "r7");
  await requestOperation(
    harness.deps,
    await followed(harness),
    { verb: "reverse", options: SWITCH_DEFAULTS },
    { ...ASKER, id: requestNamed("r8") },
  );
  await carriedOut(harness.deps, "r8");
  expect(await harness.vitess.vdiff(C2C)).toBeUndefined();
  await harness.records.moves.change(moveId(C2C), (move) => {
    const vdiff = findFollowed(move)?.vdiff;
    if (vdiff?.report?.completedAt === undefined) throw new Error("no report");
    const report = { ...vdiff.report, completedAt: vdiff.report.completedAt - 2_000 };
    return { write: updateFollowed(move, { vdiff: { ...vdiff, report } }), result: undefined };
  });
  const move = await followed(harness);
  const shown = await showVDiff(harness.deps, move, "last");
  expect(shown).toMatchObject({ reason: "vdiff-forgotten", compared: { beforeRollback: true, at: expect.any(Number) } });
  await requestOperation(harness.deps, move, SWITCH, { ...ASKER, id: requestNamed("r9a") });
  const { shown: asked } = (await harness.records.requests.get("r9a")) ?? {};
  expect(asked?.vdiffBeforeRollback).toBe(true);
  const evidence = asked?.findings?.flatMap((finding) => finding.evidence);
  expect(evidence).toContainEqual(expect.stringMatching(/^VDiff 66666666 finished .* ago, before the rollback/));
  await harness.records.requests.change("r9a", (request, at) => ({
    write: { ...request, state: { kind: "expired", at } },
    result: undefined,
  }));
  const seventh = "77777777-2222-4333-8444-000000000007";
  await started(seventh);
  expect(await reported(seventh)).toMatchObject({ kind: "clean" });
  const { vdiff } = deriveSituation({ move: await followed(harness) }, DEFAULT_LIMITS, await harness.records.now());
  expect(vdiff.kind).toBe("good");
});

test("after the switch a VDiff is refused", async () => {
  await done(harness, SWITCH_AT_ONCE, "r9");
  const answer = await createVDiff(harness.deps, await followed(harness), { uuid: FIRST, options: VDIFF_DEFAULTS }, ASKER);
  expect(answer).toMatchObject({ kind: "refused", reason: "vdiff-after-switch" });
});
