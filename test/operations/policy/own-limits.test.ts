import { expect, test } from "vitest";
import { randomUUID } from "node:crypto";
import { findRollbackDeadline } from "../../../src/core/move/moves.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import { VDIFF_DEFAULTS } from "../../../src/core/options/options.ts";
import { type BindingLimits, NOBODY, type PolicyRule } from "../../../src/core/operation/request/policy.ts";
import { loadMoveView } from "../../../src/operations/moves/load-view.ts";
import { approved, carriedOut, outcomeOf, SWITCH_AT_ONCE } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { C2C, type Harness, under, until } from "../harness.ts";

const withHarness = harnessesWithRunningMove();

/** A rule about switches of the move's keyspace alone. */
function ruleWith(limits: Partial<BindingLimits>): PolicyRule {
  return { verbs: ["switch"], keyspaces: [C2C.targetKeyspace], rule: NOBODY.rule, limits };
}

async function compared({ vitess }: Harness): Promise<void> {
  await vitess.vdiffCreate(C2C, randomUUID(), VDIFF_DEFAULTS);
  await until(async () => (await vitess.vdiff(C2C))?.shards.every((shard) => shard.state === "completed"));
}

test("a move's card goes by the limits of the rule that speaks about its switch", () =>
  withHarness(async (harness) => {
    const seen = async (limits: Partial<BindingLimits>) =>
      (await loadMoveView(under(harness.deps, { rules: [ruleWith(limits)] }), moveId(C2C)))?.situation;
    expect(await seen({})).toMatchObject({ vdiffRequired: false });
    expect(await seen({ vdiffRequired: true })).toMatchObject({ vdiffRequired: true });
  }));

test("a VDiff that has become too old by the time of use stops the switch of writes", () =>
  withHarness(async (harness) => {
    await compared(harness);
    await approved(harness, SWITCH_AT_ONCE, "r1");
    await carriedOut(under(harness.deps, { rules: [ruleWith({ vdiffMaxAgeMs: 1, vdiffRequired: true })] }), "r1");
    expect(JSON.stringify(await outcomeOf(harness, "r1"))).toMatch(/"refused".*it speaks for/);

    await approved(harness, SWITCH_AT_ONCE, "r2");
    await carriedOut(under(harness.deps, { rules: [ruleWith({ vdiffMaxAgeMs: 1, vdiffRequired: false })] }), "r2");
    expect(await outcomeOf(harness, "r2")).toMatchObject({ kind: "succeeded" });
  }));

test("a rule says for how long its switches can be rolled back by one press", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    await carriedOut(under(harness.deps, { rules: [ruleWith({ rollbackMs: 120_000 })] }), "r1");
    const outcome = await outcomeOf(harness, "r1");
    expect(outcome).toMatchObject({ kind: "succeeded" });
    const move = await harness.records.moves.get(moveId(C2C));
    expect(move && outcome && findRollbackDeadline(move) === outcome.at + 120_000).toBe(true);
  }));
