import { expect, test } from "vitest";
import { CANCEL_DEFAULTS } from "../../../src/core/options/options.ts";
import { requestDelete } from "../../../src/operations/moves/delete-workflow.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { ASKER, carriedOut, done, followed, lines, outcomeOf, SWITCH_AT_ONCE } from "../moves.ts";
import { withCall } from "../rules/plant.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { BEN, C2C, CHO, type Harness } from "../harness.ts";
import { requestNamed, shardNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();

async function approveAndRun(harness: Harness): Promise<unknown> {
  for (const by of [BEN, CHO]) await castVote(harness.deps, { requestId: requestNamed("d1"), by, kind: "approve", reason: "" });
  await carriedOut(harness.deps, "d1");
  return outcomeOf(harness, "d1");
}

test("from Vitess 18 on, Workflow delete is a cancel by another name", () =>
  withHarness(async (harness) => {
    const deps = withCall(harness, { version: () => Promise.resolve({ dialect: "typed", major: 23, tablets: [], from: "configured" }) });
    expect(await requestDelete(deps, await followed(harness), CANCEL_DEFAULTS, { ...ASKER, id: requestNamed("d1") })).toMatchObject({
      kind: "receipt",
    });
    expect((await harness.records.requests.get("d1"))?.proposal).toMatchObject({
      kind: "workflow",
      operation: { verb: "delete", options: CANCEL_DEFAULTS },
    });
    expect(await approveAndRun(harness)).toMatchObject({ kind: "succeeded" });
    expect((await harness.vitess.rules()).tables).toEqual([]);
    expect((await lines(harness)).map(({ kind }) => kind)).not.toContain("left-behind");
    expect((await followed(harness)).state).toMatchObject({ kind: "ended", how: "cancelled" });
  }));

test("before Vitess 18 it removes the streams and leaves tables, rules and denied tables, and is requested and judged as such", () =>
  withHarness(async (harness) => {
    const deps = withCall(harness, { version: () => Promise.resolve({ dialect: "legacy", major: 12, tablets: [], from: "configured" }) });
    await requestDelete(deps, await followed(harness), CANCEL_DEFAULTS, { ...ASKER, id: requestNamed("d1") });
    expect((await harness.records.requests.get("d1"))?.proposal).toMatchObject({
      kind: "workflow",
      operation: { verb: "delete", options: { ...CANCEL_DEFAULTS, keepData: true, keepRoutingRules: true } },
    });
    expect(await approveAndRun(harness)).toMatchObject({ kind: "succeeded" });
    expect((await harness.vitess.rules()).tables).toHaveLength(18);
    expect((await harness.vitess.deniedTables(C2C.targetKeyspace, shardNamed("0"))).tables).toEqual(["corder", "customer"]);
    const told = await lines(harness);
    expect(told.filter(({ kind }) => kind === "rules-changed")).toEqual([]);
    expect(told.slice(-2)).toMatchObject([
      { kind: "outcome" },
      {
        kind: "left-behind",
        after: "delete",
        left: { rules: 18, denied: [{ keyspace: "customer", shard: "0", tables: ["corder", "customer"] }], tables: ["corder", "customer"] },
      },
    ]);
  }));

test("it is refused for a workflow whose writes are switched, on every version", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH_AT_ONCE, "s1");
    for (const dialect of ["typed", "legacy"] as const) {
      const deps = withCall(harness, { version: () => Promise.resolve({ dialect, major: 17, tablets: [], from: "configured" }) });
      expect(await requestDelete(deps, await followed(harness), CANCEL_DEFAULTS, { ...ASKER, id: requestNamed("d1") })).toMatchObject({
        kind: "refused",
        reason: "already-switched",
      });
    }
  }));
