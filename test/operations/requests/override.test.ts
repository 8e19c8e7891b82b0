import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "../../../src/core/command/answers.ts";
import type { Command } from "../../../src/core/command/command.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import { CREATE_DEFAULTS, type CreateOptions } from "../../../src/core/options/options.ts";
import { findRollbackDeadline } from "../../../src/core/move/moves.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import { deriveSituation } from "../../../src/core/situation/situation.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { createMove } from "../../../src/operations/moves/create-move.ts";
import { requestOverride } from "../../../src/operations/requests/override.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { ASKER, CANCEL, carriedOut, COMMERCE, COMPLETE, done, followed, lines, outcomeOf, SWITCH, SWITCH_AT_ONCE } from "../moves.ts";
import { openHarnessWithMove } from "../prepared-move.ts";
import { BEN, C2C, CHO, openHarness, type Harness, under } from "../harness.ts";
import { requestNamed, tablesNamed } from "../../names.ts";

const TABLES: CreateOptions = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("customer", "corder") };
const REASON = "compared by hand, ticket 4711";

let redis: PrivateRedis;
let harness: Harness;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(() => harness.end());
afterAll(() => redis.close());

/** A running move whose switch needs a VDiff, as in an installation. */
async function strict(useByMs = 15 * 60_000): Promise<Harness["deps"]> {
  harness = await openHarnessWithMove(redis.url);
  return under(harness.deps, { limits: { vdiffRequired: true, useByMs } });
}

type Override = Extract<Command, { verb: "override" }>;

function override(step: Override["step"], ...findings: readonly string[]): Override {
  return { verb: "override", name: C2C, step, findings, reason: REASON };
}

async function approve(deps: Harness["deps"], id: string): Promise<void> {
  for (const by of [BEN, CHO]) await castVote(deps, { requestId: requestNamed(id), by, kind: "approve", reason: "" });
  await carriedOut(deps, id);
}

function codes(answer: Answer): readonly string[] {
  if (answer.kind !== "preflight") throw new Error(JSON.stringify(answer));
  return answer.findings.map((one) => `${one.severity} ${one.code}`);
}

describe("a switch that preflight stops", () => {
  test("goes on once two people override the finding, and its approvers read who decided that", async () => {
    const deps = await strict();
    expect(codes(await requestOperation(deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") }))).toEqual([
      "blocking vdiff-missing",
    ]);

    const command = override("switch", "vdiff-missing");
    expect(await requestOverride(deps, C2C, command, { ...ASKER, id: requestNamed("o1") })).toMatchObject({
      kind: "receipt",
      doing: "asked",
    });
    const request = await harness.records.requests.get("o1");
    expect(request).toMatchObject({
      rule: { people: 2, requesterCounts: false },
      proposal: { kind: "override", terms: { step: "switch", findings: ["vdiff-missing"], reason: REASON } },
      shown: { findings: [{ code: "vdiff-missing" }] },
    });
    // A mere request lets nothing pass.
    expect(await requestOperation(deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r2") })).toMatchObject({
      kind: "refused",
      reason: "request-open",
    });
    await approve(deps, "o1");
    // It makes no call, so nothing executes it: the last vote grants it, and says so.
    expect(await harness.records.executions.get("o1")).toBeUndefined();
    expect((await harness.records.requests.get("o1"))?.state.kind).toBe("used");
    expect((await lines(harness)).at(-1)).toMatchObject({
      kind: "outcome",
      executionId: "o1",
      act: { verb: "override", options: { step: "switch" } },
      outcome: { kind: "succeeded" },
    });
    expect((await followed(harness)).overrides).toMatchObject([
      { step: "switch", finding: "vdiff-missing", by: [BEN, CHO], reason: REASON, requestId: "o1" },
    ]);

    expect(await requestOperation(deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r3") })).toMatchObject({
      kind: "receipt",
    });
    expect((await harness.records.requests.get("r3"))?.shown.findings).toMatchObject([
      { code: "vdiff-missing", severity: "blocking", overridden: { by: [BEN, CHO], reason: REASON } },
    ]);
    await approve(deps, "r3");
    expect(await outcomeOf(harness, "r3")).toMatchObject({ kind: "succeeded" });
    expect((await lines(harness)).map((body) => body.kind)).toContain("outcome");
    const writes = harness.simulator.calls().filter((call) => call.method === "WorkflowSwitchTraffic" && call.request["dry_run"] !== true);
    expect(writes).toHaveLength(2);
  });

  test("is stopped again once the override has expired", async () => {
    const deps = await strict();
    await requestOverride(deps, C2C, override("switch", "vdiff-missing"), { ...ASKER, id: requestNamed("o1") });
    await approve(deps, "o1");
    await harness.records.moves.change(moveId(C2C), (move, now) => ({
      write: { ...move, overrides: (move.overrides ?? []).map((one) => ({ ...one, until: now - 1 })) },
      result: undefined,
    }));
    expect(codes(await requestOperation(deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") }))).toEqual([
      "blocking vdiff-missing",
    ]);
  });

  test("an override is valid as long as an approval is", async () => {
    const deps = await strict(7 * 60_000);
    await requestOverride(deps, C2C, override("switch", "vdiff-missing"), { ...ASKER, id: requestNamed("o1") });
    await approve(deps, "o1");
    const [granted] = (await followed(harness)).overrides ?? [];
    expect((granted?.until ?? 0) - (granted?.at ?? 0)).toBe(7 * 60_000);
  });

  test("an override of one finding covers no other", async () => {
    const deps = await strict();
    await requestOverride(deps, C2C, override("switch", "vdiff-missing"), { ...ASKER, id: requestNamed("o1") });
    await approve(deps, "o1");
    harness.simulator.state.runMigration("commerce", { table: "corder" });
    expect(await requestOperation(deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") })).toMatchObject({
      kind: "preflight",
      findings: [{ code: "vdiff-missing", overridden: { by: [BEN, CHO] } }, { code: "schema-change-running" }],
    });
  });

  test("an override does not cover the same finding about something else, in a request or right before the call", async () => {
    const deps = await strict();
    const lax = under(deps, { limits: { vdiffRequired: false } });
    harness.simulator.state.runMigration("commerce", { table: "corder" });
    await requestOverride(lax, C2C, override("switch", "schema-change-running"), { ...ASKER, id: requestNamed("o1") });
    await approve(lax, "o1");
    expect(await requestOperation(lax, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") })).toMatchObject({
      kind: "receipt",
    });
    harness.simulator.state.runMigration("commerce", { table: "customer" });
    await approve(lax, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "refused", reason: "preflight-blocked" });
    expect(codes(await requestOperation(lax, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r2") }))).toContain(
      "blocking schema-change-running",
    );
  });

  test("an override does not cover a later workflow of the same name", async () => {
    const deps = await strict();
    await requestOverride(deps, C2C, override("switch", "vdiff-missing"), { ...ASKER, id: requestNamed("o1") });
    await approve(deps, "o1");
    await done(harness, CANCEL, "c1");
    expect(await createMove(deps, C2C, TABLES, { ...ASKER, at: ASKER.at + 1 })).toMatchObject({ kind: "receipt" });
    expect((await followed(harness)).overrides).toBeUndefined();
  });

  test("a rejected override, or one approved by one person only, lets nothing pass", async () => {
    const deps = await strict();
    await requestOverride(deps, C2C, override("switch", "vdiff-missing"), { ...ASKER, id: requestNamed("o1") });
    await castVote(deps, { requestId: requestNamed("o1"), by: BEN, kind: "approve", reason: "" });
    expect((await followed(harness)).overrides).toBeUndefined();
    await castVote(deps, { requestId: requestNamed("o1"), by: CHO, kind: "reject", reason: "run the VDiff" });
    expect(codes(await requestOperation(deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") }))).toEqual([
      "blocking vdiff-missing",
    ]);
  });

  test("a reading of the keyspace does not close an override's request, whose approved facts cannot change", async () => {
    const deps = await strict();
    await requestOverride(deps, C2C, override("switch", "vdiff-missing"), { ...ASKER, id: requestNamed("o1") });
    harness.simulator.state.setLag("customer", "commerce2customer", 41);
    await watchKeyspace(deps, C2C.cluster, C2C.targetKeyspace);
    expect((await harness.records.requests.get("o1"))?.state.kind).toBe("open");
  });
});

describe("a Complete that preflight stops", () => {
  test("goes on once two people override the finding; until then the rollback stays one press", async () => {
    const deps = await strict();
    await done(harness, SWITCH_AT_ONCE, "r1");
    const rollbackUntil = findRollbackDeadline(await followed(harness));
    expect(rollbackUntil).toBeDefined();
    harness.simulator.state.runMigration("commerce", { table: "corder" });
    expect(codes(await requestOperation(deps, await followed(harness), COMPLETE, { ...ASKER, id: requestNamed("r2") }))[0]).toBe(
      "blocking schema-change-running",
    );

    await requestOverride(deps, C2C, override("complete", "schema-change-running"), { ...ASKER, id: requestNamed("o1") });
    await approve(deps, "o1");
    expect(findRollbackDeadline(await followed(harness))).toBe(rollbackUntil);
    expect(await requestOperation(deps, await followed(harness), COMPLETE, { ...ASKER, id: requestNamed("r3") })).toMatchObject({
      kind: "receipt",
    });
    await approve(deps, "r3");
    expect((await followed(harness)).state).toMatchObject({ kind: "ended", how: "completed" });
  });
});

describe("an override is refused", () => {
  test.each([
    ["for a finding that nobody may override", "missing-vschema", "not-overridable", []],
    ["for an unknown finding, with the nearest ones", "vdiff-mising", "unknown-finding", ["vdiff-missing", "vdiff-running"]],
    ["for a finding that does not stop the step", "leftover-controls", "nothing-to-override", []],
  ])("%s", async (_what, code, reason, nearest) => {
    const deps = await strict();
    expect(await requestOverride(deps, C2C, override("switch", code), { ...ASKER, id: requestNamed("o1") })).toMatchObject({
      kind: "refused",
      reason,
      nearest,
    });
    expect(await harness.records.requests.get("o1")).toBeUndefined();
  });

  test("for a create that nothing has stopped", async () => {
    harness = await openHarness(redis.url);
    const { deps } = harness;
    const answer = await requestOverride(deps, C2C, override("create", "target-has-rows"), { ...ASKER, id: requestNamed("o1") });
    expect(answer).toMatchObject({ kind: "refused", reason: "nothing-to-override" });
    expect(await harness.records.moves.get(moveId(C2C))).toBeUndefined();
  });
});

/** A create of both tables, stopped by a control left over from an older move. */
async function stopped(): Promise<Harness["deps"]> {
  harness = await openHarness(redis.url);
  const { deps } = harness;
  harness.simulator.state.leaveTabletControl("customer", "0", { tabletType: "RDONLY", deniedTables: ["customer"] });
  expect(codes(await createMove(deps, C2C, TABLES, ASKER))).toContain("blocking leftover-controls");
  return deps;
}

describe("a create that preflight stops", () => {
  test("is kept without a card; an override gives it one, and the next create takes it over", async () => {
    const deps = await stopped();
    expect((await followed(harness)).state).toMatchObject({ kind: "planned", planned: { blocking: ["leftover-controls"] }, shown: false });
    expect(await harness.records.moves.active()).toEqual([]);
    expect(harness.jobs.asked).toEqual([]);

    expect(await requestOverride(deps, C2C, override("create", "leftover-controls"), { ...ASKER, id: requestNamed("o1") })).toMatchObject({
      kind: "receipt",
    });
    const planned = await followed(harness);
    expect(planned).toMatchObject({ sourceKeyspace: "commerce", tables: ["corder", "customer"] });
    expect(deriveSituation({ move: planned }, DEFAULT_LIMITS, Date.now()).phase).toEqual({ kind: "planned" });
    expect((await lines(harness)).map((body) => body.kind)).toEqual(["requested"]);
    await approve(deps, "o1");

    const again = { ...ASKER, at: ASKER.at + 60_000 };
    expect(await createMove(deps, C2C, TABLES, again)).toMatchObject({ kind: "receipt", doing: "created" });
    expect(await followed(harness)).toMatchObject({ askedAt: again.at, overrides: [{ finding: "leftover-controls" }] });
    expect((await followed(harness)).state.kind).toBe("followed");
    const created = (await lines(harness)).find((body) => body.kind === "created");
    expect(created).toMatchObject({ findings: [{ code: "leftover-controls", overridden: { by: [BEN, CHO] } }] });
  });

  test("is not looked up in Vitess, and ends by itself if nothing comes of it", async () => {
    const deps = await stopped();
    await requestOverride(deps, C2C, override("create", "leftover-controls"), { ...ASKER, at: Date.now(), id: requestNamed("o1") });
    expect(await watchKeyspace(deps, C2C.cluster, C2C.targetKeyspace)).toBe(15_000);
    expect((await followed(harness)).state).toMatchObject({ kind: "planned", shown: true });
    await castVote(deps, { requestId: requestNamed("o1"), by: BEN, kind: "reject", reason: "clean it up" });
    const impatient = under(deps, { limits: { approveByMs: 0, useByMs: 0 } });
    await watchKeyspace(impatient, C2C.cluster, C2C.targetKeyspace);
    expect((await followed(harness)).state).toMatchObject({ kind: "ended", how: "not-created" });
    expect(await watchKeyspace(deps, C2C.cluster, C2C.targetKeyspace)).toBeUndefined();
  });

  test("is stopped again if it is repeated without an override", async () => {
    const deps = await stopped();
    expect(codes(await createMove(deps, C2C, TABLES, { ...ASKER, at: ASKER.at + 1 }))).toContain("blocking leftover-controls");
    expect(harness.simulator.calls().map((call) => call.method)).not.toContain("MoveTablesCreate");
  });
});
