import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MoveName } from "../../../src/core/vitess/names.ts";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { requestDelete } from "../../../src/operations/moves/delete-workflow.ts";
import { saveRules } from "../../../src/operations/rules/save-rules.ts";
import { restoreRules } from "../../../src/operations/requests/restore-rules.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { ASKER, CANCEL, carriedOut, COMPLETE, done, followed, lines, outcomeOf, REVERSE, SWITCH } from "../moves.ts";
import { openHarnessWithMove } from "../prepared-move.ts";
import { drawEvery } from "../../seed.ts";
import { BEN, C2C, CHO, PROD, type Harness } from "../harness.ts";
import { redirect } from "./plant.ts";
import { requestNamed, shardNamed } from "../../names.ts";

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

async function onVersion(version: number, work: (harness: Harness) => Promise<void>): Promise<void> {
  const harness = await openHarnessWithMove(redis.url, { version, statistics: "fresh" });
  try {
    await work(harness);
  } finally {
    await harness.end();
  }
}

async function approveAndRun(harness: Harness, id: string): Promise<unknown> {
  for (const by of [BEN, CHO]) await castVote(harness.deps, { requestId: requestNamed(id), by, kind: "approve", reason: "" });
  await carriedOut(harness.deps, id);
  return outcomeOf(harness, id);
}

/** Requested, approved and executed. */
async function restore(
  harness: Harness,
  what: { readonly snapshot: string; readonly whole: boolean; readonly name?: MoveName },
): Promise<unknown> {
  const command = { verb: "rules-restore", documents: [], dryRun: false, ...what } as const;
  expect(await restoreRules(harness.deps, PROD, command, { ...ASKER, id: requestNamed("q1") })).toMatchObject({ kind: "receipt" });
  return approveAndRun(harness, "q1");
}

async function alarms(harness: Harness): Promise<readonly unknown[]> {
  return (await lines(harness)).filter(({ kind }) => kind === "rules-changed" || kind === "rules-not-compared");
}

const RELEASES = [12, 14, 17, 18, 21, 24];

describe.each(RELEASES)("on Vitess %i", (version) => {
  test("a whole move changes no rule that its steps do not explain, and each call has its snapshot", () =>
    onVersion(version, async (harness) => {
      await done(harness, SWITCH, "s1");
      await done(harness, REVERSE, "b1");
      await done(harness, SWITCH, "s2");
      await done(harness, COMPLETE, "c1");
      const outcomes = (await lines(harness)).filter(({ kind }) => kind === "outcome");
      expect(outcomes).toMatchObject([
        { executionId: "s1", outcome: { kind: "succeeded" }, snapshots: ["r-2", "r-3"] },
        { executionId: "b1", outcome: { kind: "succeeded" }, snapshots: ["r-4"] },
        { executionId: "s2", outcome: { kind: "succeeded" }, snapshots: ["r-5", "r-6"] },
        { executionId: "c1", outcome: { kind: "succeeded" }, snapshots: ["r-7"] },
      ]);
      expect(await alarms(harness)).toEqual([]);
    }));
});

describe.each(drawEvery(2, RELEASES))("on Vitess %i", (version) => {
  test("a restore puts back the move's own rules, and leaves other people's changes", () =>
    onVersion(version, async (harness) => {
      await saveRules(harness.deps, PROD, "copying", { ...ASKER, id: requestNamed("save") });
      await redirect(harness, "customer", "archive.customer");
      await redirect(harness, "product", "archive.product");
      expect(await restore(harness, { snapshot: "copying", whole: false, name: C2C })).toMatchObject({ kind: "succeeded" });
      const { tables } = await harness.vitess.rules();
      expect(tables.find(({ from }) => from === "customer")?.to).toEqual(["commerce.customer"]);
      expect(tables.find(({ from }) => from === "product")?.to).toEqual(["archive.product"]);
      expect(await alarms(harness)).toEqual([]);
    }));

  test("cancel is explained, and all rules are restored to before the move if that is requested", () =>
    onVersion(version, async (harness) => {
      await done(harness, CANCEL, "x1");
      expect(await alarms(harness)).toEqual([]);
      await redirect(harness, "product", "archive.product");
      const command = { verb: "rules-restore", snapshot: "r-1", documents: [], whole: false, dryRun: false } as const;
      // It is not one of this move's rules.
      expect(await restoreRules(harness.deps, PROD, command, { ...ASKER, id: requestNamed("q0") })).toMatchObject({
        reason: "others-rules-differ",
      });
      expect(await restore(harness, { snapshot: "r-1", whole: true })).toMatchObject({ kind: "succeeded" });
      expect((await harness.vitess.rules()).tables).toEqual([]);
    }));

  test("Workflow delete leaves what its version leaves, which is what was requested", () =>
    onVersion(version, async (harness) => {
      const before = { rules: (await harness.vitess.rules()).tables.length, denied: await deniedAtTarget(harness) };
      await requestDelete(harness.deps, await followed(harness), CANCEL_DEFAULTS, { ...ASKER, id: requestNamed("d1") });
      expect(await approveAndRun(harness, "d1")).toMatchObject({ kind: "succeeded" });
      const left = { rules: (await harness.vitess.rules()).tables.length, denied: await deniedAtTarget(harness) };
      expect(left).toEqual(version < 18 ? before : { rules: 0, denied: [] });
      expect(await alarms(harness)).toEqual([]);
    }));
});

test("on Vitess 12 the v1 commands are explained too", () =>
  onVersion(12, async (harness) => {
    const v1 = { ...SWITCH_DEFAULTS, v1: true };
    await done(harness, { verb: "switch", options: v1 }, "s1");
    await done(harness, { verb: "reverse", options: v1 }, "b1");
    await done(harness, { verb: "switch", options: v1 }, "s2");
    await done(harness, { verb: "complete", options: { ...COMPLETE_DEFAULTS, renameTables: true, v1: true } }, "c1");
    const kinds = (await lines(harness)).flatMap((body) => (body.kind === "outcome" ? [body.outcome.kind] : []));
    expect(kinds).toEqual(["succeeded", "succeeded", "succeeded", "succeeded"]);
    expect(await alarms(harness)).toEqual([]);
  }));

async function deniedAtTarget({ vitess }: Harness): Promise<readonly string[]> {
  return (await vitess.deniedTables(C2C.targetKeyspace, shardNamed("0"))).tables.toSorted();
}
