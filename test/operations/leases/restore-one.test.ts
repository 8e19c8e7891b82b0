import { afterAll, beforeAll, expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { restoreRules } from "../../../src/operations/requests/restore-rules.ts";
import { saveRules } from "../../../src/operations/rules/save-rules.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { ASKER, carriedOut, outcomeOf } from "../moves.ts";
import { redirect } from "../rules/plant.ts";
import { BEN, CHO, PROD, type Harness } from "../harness.ts";
import { alarms, begin, openPair, PAIR, PRODUCT, SELECT } from "./pair.ts";
import { requestNamed } from "../../names.ts";

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

/** Reads of both moves are switched after somebody has saved the rules; then somebody redirects product by hand. */
async function astray(work: (harness: Harness, snapshot: string) => Promise<void>): Promise<void> {
  const harness = await openPair(redis.url);
  try {
    const saved = await saveRules(harness.deps, PROD, undefined, { ...ASKER, id: requestNamed("save") });
    if (saved.kind !== "rules-saved") throw new Error("not saved");
    await begin(harness, SELECT, "switch", "s1");
    await carriedOut(harness.deps, "s1");
    await redirect(harness, "product", "archive.product");
    await redirect(harness, "stray", "archive.stray");
    await work(harness, saved.snapshot);
  } finally {
    await harness.end();
  }
}

async function ruleOf(harness: Harness, from: string): Promise<readonly string[] | undefined> {
  return (await harness.vitess.rules()).tables.find((rule) => rule.from === from)?.to;
}

async function restored(harness: Harness, snapshot: string, whole: boolean): Promise<void> {
  const command = { verb: "rules-restore", snapshot, documents: [], name: PRODUCT, whole, dryRun: false } as const;
  expect(await restoreRules(harness.deps, PROD, command, { ...ASKER, id: requestNamed("q1") })).toMatchObject({ kind: "receipt" });
  for (const by of [BEN, CHO]) await castVote(harness.deps, { requestId: requestNamed("q1"), by, kind: "approve", reason: "" });
  await carriedOut(harness.deps, "q1");
  expect(await outcomeOf(harness, "q1")).toMatchObject({ kind: "succeeded" });
}

test("a restore puts back only this move's rules, names the other moves whose rules differ, and leaves theirs", () =>
  astray(async (harness, snapshot) => {
    await restored(harness, snapshot, false);
    const { shown, proposal } = (await harness.records.requests.get("q1")) ?? {};
    expect(shown?.dryRun).toEqual(["product: archive.product → commerce.product"]);
    expect(shown?.others).toEqual([{ move: SELECT, rules: 6 }]);
    expect(proposal).toMatchObject({ restore: { only: { sourceKeyspace: "commerce", targetKeyspace: "customer", tables: ["product"] } } });
    expect(await ruleOf(harness, "product")).toEqual(["commerce.product"]);
    expect(await ruleOf(harness, "select@replica")).toEqual(["ledger.select"]);
    expect(await ruleOf(harness, "stray")).toEqual(["archive.stray"]);
  }));

test("changes by another move's step since the request are no reason to refuse the restore, and stay", () =>
  astray(async (harness, snapshot) => {
    const command = { verb: "rules-restore", snapshot, documents: [], name: PRODUCT, whole: false, dryRun: false } as const;
    await restoreRules(harness.deps, PROD, command, { ...ASKER, id: requestNamed("q1") });
    await begin(harness, SELECT, "reverse", "s2");
    await carriedOut(harness.deps, "s2");
    for (const by of [BEN, CHO]) await castVote(harness.deps, { requestId: requestNamed("q1"), by, kind: "approve", reason: "" });
    await carriedOut(harness.deps, "q1");
    expect(await outcomeOf(harness, "q1")).toMatchObject({ kind: "succeeded" });
    expect(await ruleOf(harness, "select@replica")).toEqual(["billing.select"]);
    for (const name of PAIR) expect(await alarms(harness, name)).toEqual([]);
  }));

test("the whole document is restored if that was requested, and the request names the other moves", () =>
  astray(async (harness, snapshot) => {
    await restored(harness, snapshot, true);
    const { shown, proposal } = (await harness.records.requests.get("q1")) ?? {};
    expect(shown?.others).toEqual([{ move: SELECT, rules: 6 }]);
    expect(proposal).not.toHaveProperty("restore.only");
    expect(await ruleOf(harness, "select@replica")).toEqual(["billing.select"]);
    expect(await ruleOf(harness, "stray")).toBeUndefined();
    expect((await harness.records.moves.get(moveId(SELECT)))?.state.kind).toBe("followed");
  }));
