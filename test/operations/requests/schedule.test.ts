import { expect, test } from "vitest";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import type { WallHours } from "../../../src/core/options/hours.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import { callOffLive } from "../../../src/operations/carry-out/call-off.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { sweep } from "../../../src/operations/watch/sweep.ts";
import { openRedis } from "../../../src/store/redis/connect.ts";
import { requestNamed } from "../../names.ts";
import { BEN, C2C, CHO, type Harness, until, under } from "../harness.ts";
import { ASKER, carriedOut, COMPLETE, done, followed, lines, outcomeOf, REVERSE, SWITCH } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";

const withHarness = harnessesWithRunningMove();
const ID = requestNamed("r1");
const A_DAY_MINUTES = 24 * 60;

/** An hour that begins in two. */
async function inTwoHours({ records }: Harness): Promise<WallHours> {
  const now = new Date(await records.now());
  const from = (now.getUTCHours() * 60 + now.getUTCMinutes() + 120) % A_DAY_MINUTES;
  return { from, to: (from + 60) % A_DAY_MINUTES, timeZone: "Etc/UTC" };
}

async function asked(harness: Harness, operation: WorkflowOperation = SWITCH, deps = harness.deps): Promise<void> {
  const asker = { ...ASKER, id: ID };
  const answer = await requestOperation(deps, await followed(harness), operation, { ...asker, hours: await inTwoHours(harness) });
  expect(answer).toMatchObject({ kind: "receipt" });
}

async function approve({ deps }: Harness) {
  await castVote(deps, { requestId: ID, by: BEN, kind: "approve", reason: "" });
  return (await castVote(deps, { requestId: ID, by: CHO, kind: "approve", reason: "" })).result;
}

/** As if it had been requested for other moments. */
async function moveWindow({ records }: Harness, opensInMs: number, lastsMs: number): Promise<void> {
  await records.requests.change(ID, (request, now) => {
    if (request.proposal.kind !== "workflow") throw new Error("no operation on a workflow");
    const window = { opens: now + opensInMs, closes: now + opensInMs + lastsMs, hours: "soon" };
    return { write: { ...request, proposal: { ...request.proposal, window } }, result: undefined };
  });
}

function switchCalls({ simulator }: Harness): readonly unknown[] {
  return simulator.calls().filter(({ method, request }) => method === "WorkflowSwitchTraffic" && request["dry_run"] !== true);
}

test("an approved switch waits for its window, and any approver may call it off", () =>
  withHarness(async (harness) => {
    await asked(harness);
    const request = await harness.records.requests.get(ID);
    const window = request?.proposal.kind === "workflow" ? request.proposal.window : undefined;
    expect(await approve(harness)).toMatchObject({ kind: "counted", state: { kind: "approved" }, opens: window?.opens });
    expect(await carryOut(harness.deps, "r1")).toMatchObject({ kind: "again", inMs: harness.deps.timing.windowLookMs });
    expect((await lines(harness)).at(-1)).toMatchObject({ kind: "held", hold: { reason: "window", opens: window?.opens } });
    const { result } = await callOffLive(harness.deps, C2C, { by: BEN, reason: "not tonight" });
    expect(result).toEqual({ kind: "called-off", verb: "switch", readsSwitched: false });
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "called-off", by: BEN });
    expect(switchCalls(harness)).toEqual([]);
  }));

test("it begins when the window opens, and not before", () =>
  withHarness(async (harness) => {
    await asked(harness);
    await moveWindow(harness, 1_500, 60_000);
    await approve(harness);
    const state = (await harness.records.executions.get("r1"))?.state;
    const opens = state?.kind === "held" && state.hold.reason === "window" ? state.hold.opens : Number.NaN;
    await until(async () => {
      const next = await carryOut(harness.deps, "r1");
      return switchCalls(harness).length > 0 || next.kind === "done";
    }, 45_000);
    expect(await harness.records.now()).toBeGreaterThanOrEqual(opens);
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
  }));

test("a freeze that is on at the opening holds it, and it begins when the freeze ends within the window", () =>
  withHarness(async (harness) => {
    const { records, deps } = harness;
    const freeze = { keyspaces: ["customer"], from: 0, until: (await records.now()) + 60 * 60_000, reason: "sale" };
    const frozen = under(deps, { freezes: [freeze] });
    await asked(harness, SWITCH, frozen);
    await approve(harness);
    expect((await records.executions.get("r1"))?.state).toMatchObject({ kind: "held", hold: { reason: "window" } });
    await moveWindow(harness, -1_000, 60_000);
    expect(await carryOut(frozen, "r1")).toMatchObject({ kind: "again" });
    const { state, useBy } = (await records.executions.get("r1")) ?? {};
    expect(state).toMatchObject({ kind: "held", hold: { reason: "freeze", until: useBy, freeze: { keyspace: "customer" } } });
    expect(switchCalls(harness)).toEqual([]);
    await carriedOut(deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
  }));

test("it is not begun once its window has closed", () =>
  withHarness(async (harness) => {
    await asked(harness);
    await approve(harness);
    await moveWindow(harness, -2_000, 1_000);
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "refused", reason: "window-missed" });
    expect(switchCalls(harness)).toEqual([]);
  }));

test("whether a VDiff still counts is judged again at the opening", () =>
  withHarness(async (harness) => {
    await asked(harness);
    await approve(harness);
    await moveWindow(harness, -1_000, 60_000);
    await carriedOut(under(harness.deps, { limits: { vdiffRequired: true } }), "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({
      kind: "refused",
      reason: "preflight-blocked",
      difference: [expect.stringContaining("no VDiff was run")],
    });
  }));

test("a request is decided before its window closes", () =>
  withHarness(async (harness) => {
    await asked(harness, SWITCH, under(harness.deps, { limits: { approveByMs: 24 * 60 * 60_000 } }));
    const request = await harness.records.requests.get(ID);
    expect(request?.approveBy).toBe(request?.proposal.kind === "workflow" ? request.proposal.window?.closes : undefined);
  }));

test("the sweep wakes a waiting switch for its next look, not at once", () =>
  withHarness(async (harness) => {
    await asked(harness);
    await approve(harness);
    harness.jobs.asked.length = 0;
    await sweep(harness.deps);
    expect(harness.jobs.asked.filter((job) => job.startsWith("carry-out"))).toEqual(["carry-out r1 300000"]);
  }));

test("a release that knows no windows cannot read such a request, and reads every other one", () =>
  withHarness(async (harness) => {
    const redis = openRedis(harness.address.redisUrl, "records", () => undefined);
    const formats = async (): Promise<readonly unknown[]> => {
      const keys = (await redis.keys(`${harness.address.prefix}*`)).filter((key) => key.endsWith(":r1") && key.includes("request"));
      return Promise.all(keys.map(async (key) => (JSON.parse((await redis.hget(key, "json")) ?? "{}") as { v?: unknown }).v));
    };
    await asked(harness);
    expect(await formats()).toEqual([3]);
    await harness.records.requests.change(ID, (request) => {
      if (request.proposal.kind !== "workflow") throw new Error("no operation on a workflow");
      const { window: _window, ...proposal } = request.proposal;
      return { write: { ...request, proposal }, result: undefined };
    });
    expect(await formats()).toEqual([2]);
    redis.disconnect();
  }));

test("a rollback waits for no complete that waits for its window", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH, "s1");
    await asked(harness, COMPLETE);
    await approve(harness);
    const answer = await requestOperation(harness.deps, await followed(harness), REVERSE, { ...ASKER, id: requestNamed("back") });
    expect(answer).toMatchObject({ kind: "receipt" });
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "called-off", reason: "Traffic is rolled back." });
    expect((await harness.records.requests.get(ID))?.state.kind).toBe("used");
    await carriedOut(harness.deps, "back");
    expect(await outcomeOf(harness, "back")).toMatchObject({ kind: "succeeded" });
    expect((await harness.records.dossier(moveId(C2C))).live.execution).toBeUndefined();
  }));
