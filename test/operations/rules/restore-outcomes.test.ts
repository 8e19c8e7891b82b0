import { expect, test } from "vitest";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { parseMoveId } from "../../../src/core/vitess/names.ts";
import { Fault } from "../../../src/operations/fault.ts";
import type { Records } from "../../../src/operations/records.ts";
import { restoreRules } from "../../../src/operations/requests/restore-rules.ts";
import { requestTurnOfStep, releaseTurn } from "../../../src/operations/leases/turns.ts";
import { ASKER, carriedOut, COMPLETE, done, followed, lines, SWITCH_AT_ONCE } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { PROD } from "../harness.ts";
import { approve, ask, restoredTo, R1, ruleNow, saved } from "./asked-restore.ts";
import { redirect, sent, withCall } from "./plant.ts";
import { requestNamed, shardNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();

test("rules can be restored after the move has ended, and it stays ended", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH_AT_ONCE, "s1");
    await done(harness, COMPLETE, "c1");
    const { state } = await followed(harness);
    expect((await harness.vitess.rules()).tables).toEqual([]);
    expect(await restoreRules(harness.deps, PROD, { ...R1, snapshot: "r-3" }, { ...ASKER, id: requestNamed("q1") })).toMatchObject({
      kind: "receipt",
    });
    await approve(harness);
    await carriedOut(harness.deps, "q1");
    expect(await restoredTo(harness)).toMatchObject({ kind: "succeeded" });
    expect(await ruleNow(harness, "commerce.customer")).toEqual(["customer.customer"]);
    expect(state).toMatchObject({ kind: "ended", how: "completed" });
    expect((await followed(harness)).state).toEqual(state);
  }));

test("saved but not propagated is neither a success nor a failure", () =>
  withHarness(async (harness) => {
    await saved(harness);
    await redirect(harness, "product", "archive.product");
    await ask(harness);
    await approve(harness);
    harness.simulator.faults.inject(
      { rpc: "ApplyRoutingRules" },
      { kind: "error-hides-success", details: "RebuildSrvVSchema([zone1]) failed: deadline exceeded" },
    );
    await carriedOut(harness.deps, "q1");
    expect(await restoredTo(harness)).toMatchObject({
      kind: "unfinished",
      findings: ["rules-not-propagated"],
      fault: { text: expect.stringContaining("RebuildSrvVSchema([zone1]) failed") },
    });
    expect(await ruleNow(harness, "product")).toBeUndefined();
  }));

test("a write that Vitess refused has failed and changed nothing; a partial write has an unknown outcome", () =>
  withHarness(async (harness) => {
    await saved(harness);
    const rules = await harness.vitess.rules();
    await redirect(harness, "product", "archive.product");
    await ask(harness);
    await approve(harness);
    harness.simulator.faults.inject({ rpc: "ApplyRoutingRules" }, { kind: "error", details: "node doesn't exist: RoutingRules" });
    await carriedOut(harness.deps, "q1");
    expect(await restoredTo(harness)).toMatchObject({ kind: "failed" });

    await harness.vitess.applyRules("shards", {
      ...rules,
      shards: [{ fromKeyspace: "commerce", toKeyspace: "archive", shard: shardNamed("0") }],
    });
    await ask(harness, {}, "q2");
    await approve(harness, "q2");
    harness.simulator.faults.inject({ rpc: "ApplyShardRoutingRules" }, { kind: "error", details: "permission denied" });
    await carriedOut(harness.deps, "q2");
    expect(await restoredTo(harness, "q2")).toMatchObject({ kind: "unknown", findings: ["rules-differ"] });
  }));

test("a restore waits while another operation holds the workflow's lock", () =>
  withHarness(async (harness) => {
    await saved(harness);
    await redirect(harness, "product", "archive.product");
    await ask(harness);
    await approve(harness);
    let looks = 0;
    const deps = withCall(harness, {
      lockHolders: () => {
        looks += 1;
        return Promise.resolve(looks < 3 ? [{ action: "SwitchTraffic", host: "vtctld-2", since: Date.now() }] : []);
      },
    });
    await carriedOut(deps, "q1");
    expect((await lines(harness)).filter(({ kind }) => kind === "held")).toMatchObject([{ hold: { reason: "locked" } }]);
    expect(await restoredTo(harness)).toMatchObject({ kind: "succeeded" });
  }));

test("a worker that died after its write leaves it to the next one, which does not write again", () =>
  withHarness(async (harness) => {
    await saved(harness);
    await redirect(harness, "product", "archive.product");
    await ask(harness);
    await approve(harness);
    const applied = sent(harness, "ApplyRoutingRules");
    // As after a kill: the write was sent, and nothing after it was recorded.
    let isGone = false;
    const dying = withCall(harness, {
      async applyRules(...call) {
        await harness.vitess.applyRules(...call);
        isGone = true;
      },
    });
    const records: Records = {
      ...harness.records,
      commit: (...decision) =>
        isGone ? Promise.reject(new Fault("unreachable", "the worker is gone")) : harness.records.commit(...decision),
    };
    await expect(carriedOut({ ...dying, records }, "q1")).rejects.toThrow("the worker is gone");
    await carriedOut(harness.deps, "q1");
    expect(sent(harness, "ApplyRoutingRules")).toBe(applied + 1);
    // Nobody knows whether vtctld got to rebuild the cells.
    expect(await restoredTo(harness)).toMatchObject({ kind: "unfinished", findings: ["rules-not-propagated"] });
    expect(await ruleNow(harness, "product")).toBeUndefined();
  }));

test("a restore waits for Tandem's own call on another move, because that writes rules too", () =>
  withHarness(async (harness) => {
    await saved(harness);
    await redirect(harness, "product", "archive.product");
    await ask(harness);
    await approve(harness);
    const other = parseMoveId("prod/customer.other");
    if (other === undefined) throw new Error("no name");
    const step = { id: "o1", move: other, verb: "switch", tabletTypes: [] } as const;
    expect(await requestTurnOfStep(harness.deps, step)).toMatchObject({ kind: "yours" });
    expect(await carryOut(harness.deps, "q1")).toMatchObject({ kind: "again" });
    expect((await lines(harness)).filter(({ kind }) => kind === "held")).toMatchObject([
      { hold: { reason: "rules-in-use", by: { move: other, verb: "switch" } } },
    ]);
    expect(await ruleNow(harness, "product")).toEqual(["archive.product"]);
    await releaseTurn(harness.deps, PROD, "o1");
    // The next in line does not wait for its timer.
    expect(harness.jobs.asked.at(-1)).toBe("carry-out q1");
    await carriedOut(harness.deps, "q1");
    expect(await restoredTo(harness)).toMatchObject({ kind: "succeeded" });
  }));
