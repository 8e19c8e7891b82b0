import { expect, test } from "vitest";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { parseMoveId } from "../../../src/core/vitess/names.ts";
import { Fault } from "../../../src/operations/fault.ts";
import type { Records } from "../../../src/operations/records.ts";
import { restoreRules } from "../../../src/operations/requests/restore-rules.ts";
import { askTurn, giveBack } from "../../../src/operations/leases/turns.ts";
import { ASKER, carriedOut, COMPLETE, done, followed, lines, SWITCH_AT_ONCE } from "../moves.ts";
import { stagesWithRunningMove } from "../running-move.ts";
import { PROD } from "../stage.ts";
import { approve, ask, restoredTo, R1, ruleNow, saved } from "./asked-restore.ts";
import { redirect, sent, withCall } from "./plant.ts";

const onStage = stagesWithRunningMove();

test("rules can be put back after the move has ended, and it stays ended", () =>
  onStage(async (stage) => {
    await done(stage, SWITCH_AT_ONCE, "s1");
    await done(stage, COMPLETE, "c1");
    const { state } = await followed(stage);
    expect((await stage.vitess.rules()).tables).toEqual([]);
    expect(await restoreRules(stage.deps, PROD, { ...R1, snapshot: "r-3" }, { ...ASKER, id: "q1" })).toMatchObject({ kind: "receipt" });
    await approve(stage);
    await carriedOut(stage.deps, "q1");
    expect(await restoredTo(stage)).toMatchObject({ kind: "succeeded" });
    expect(await ruleNow(stage, "commerce.customer")).toEqual(["customer.customer"]);
    expect(state).toMatchObject({ kind: "ended", how: "completed" });
    expect((await followed(stage)).state).toEqual(state);
  }));

test("saved but not propagated is neither a success nor a failure", () =>
  onStage(async (stage) => {
    await saved(stage);
    await redirect(stage, "product", "archive.product");
    await ask(stage);
    await approve(stage);
    stage.simulator.faults.inject(
      { rpc: "ApplyRoutingRules" },
      { kind: "error-hides-success", details: "RebuildSrvVSchema([zone1]) failed: deadline exceeded" },
    );
    await carriedOut(stage.deps, "q1");
    expect(await restoredTo(stage)).toMatchObject({
      kind: "unfinished",
      findings: ["rules-not-propagated"],
      fault: { text: expect.stringContaining("RebuildSrvVSchema([zone1]) failed") },
    });
    expect(await ruleNow(stage, "product")).toBeUndefined();
  }));

test("a write that Vitess refused has failed and changed nothing; one that was written half is not known", () =>
  onStage(async (stage) => {
    await saved(stage);
    const rules = await stage.vitess.rules();
    await redirect(stage, "product", "archive.product");
    await ask(stage);
    await approve(stage);
    stage.simulator.faults.inject({ rpc: "ApplyRoutingRules" }, { kind: "error", details: "node doesn't exist: RoutingRules" });
    await carriedOut(stage.deps, "q1");
    expect(await restoredTo(stage)).toMatchObject({ kind: "failed" });

    await stage.vitess.applyRules("shards", { ...rules, shards: [{ fromKeyspace: "commerce", toKeyspace: "archive", shard: "0" }] });
    await ask(stage, {}, "q2");
    await approve(stage, "q2");
    stage.simulator.faults.inject({ rpc: "ApplyShardRoutingRules" }, { kind: "error", details: "permission denied" });
    await carriedOut(stage.deps, "q2");
    expect(await restoredTo(stage, "q2")).toMatchObject({ kind: "unknown", findings: ["rules-differ"] });
  }));

test("waits while another operation holds the workflow's lock", () =>
  onStage(async (stage) => {
    await saved(stage);
    await redirect(stage, "product", "archive.product");
    await ask(stage);
    await approve(stage);
    let looks = 0;
    const deps = withCall(stage, {
      lockHolders: () => {
        looks += 1;
        return Promise.resolve(looks < 3 ? [{ action: "SwitchTraffic", host: "vtctld-2", since: Date.now() }] : []);
      },
    });
    await carriedOut(deps, "q1");
    expect((await lines(stage)).filter(({ kind }) => kind === "held")).toMatchObject([{ hold: { reason: "locked" } }]);
    expect(await restoredTo(stage)).toMatchObject({ kind: "succeeded" });
  }));

test("a worker that died after its write leaves it to the next one, which does not write again", () =>
  onStage(async (stage) => {
    await saved(stage);
    await redirect(stage, "product", "archive.product");
    await ask(stage);
    await approve(stage);
    const applied = sent(stage, "ApplyRoutingRules");
    // As after a kill: the write went out, and nothing that follows is recorded.
    let isGone = false;
    const dying = withCall(stage, {
      async applyRules(...call) {
        await stage.vitess.applyRules(...call);
        isGone = true;
      },
    });
    const records: Records = {
      ...stage.records,
      commit: (...decision) =>
        isGone ? Promise.reject(new Fault("unreachable", "the worker is gone")) : stage.records.commit(...decision),
    };
    await expect(carriedOut({ ...dying, records }, "q1")).rejects.toThrow("the worker is gone");
    await carriedOut(stage.deps, "q1");
    expect(sent(stage, "ApplyRoutingRules")).toBe(applied + 1);
    // Whether vtctld came to tell the cells, nobody heard.
    expect(await restoredTo(stage)).toMatchObject({ kind: "unfinished", findings: ["rules-not-propagated"] });
    expect(await ruleNow(stage, "product")).toBeUndefined();
  }));

test("waits while Tandem's own call on another move is under way, because that writes rules as well", () =>
  onStage(async (stage) => {
    await saved(stage);
    await redirect(stage, "product", "archive.product");
    await ask(stage);
    await approve(stage);
    const other = parseMoveId("prod/customer.other");
    if (other === undefined) throw new Error("no name");
    const step = { id: "o1", move: other, verb: "switch", tabletTypes: [] } as const;
    expect(await askTurn(stage.deps, step)).toMatchObject({ kind: "yours" });
    expect(await carryOut(stage.deps, "q1")).toMatchObject({ kind: "again" });
    expect((await lines(stage)).filter(({ kind }) => kind === "held")).toMatchObject([
      { hold: { reason: "rules-in-use", by: { move: other, verb: "switch" } } },
    ]);
    expect(await ruleNow(stage, "product")).toEqual(["archive.product"]);
    await giveBack(stage.deps, PROD, "o1");
    // Whoever is next does not wait for its timer.
    expect(stage.jobs.asked.at(-1)).toBe("carry-out q1");
    await carriedOut(stage.deps, "q1");
    expect(await restoredTo(stage)).toMatchObject({ kind: "succeeded" });
  }));
