import { afterAll, beforeAll, expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { restoreRules } from "../../../src/operations/requests/restore-rules.ts";
import { saveRules } from "../../../src/operations/rules/save-rules.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { ASKER, carriedOut, outcomeOf } from "../moves.ts";
import { redirect } from "../rules/plant.ts";
import { BEN, CHO, PROD, type Stage } from "../stage.ts";
import { alarms, begin, openPair, PAIR, PRODUCT, SELECT } from "./pair.ts";

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

/** Reads of both moves are switched after somebody has saved the rules; then a hand leads product astray. */
async function astray(work: (stage: Stage, snapshot: string) => Promise<void>): Promise<void> {
  const stage = await openPair(redis.url);
  try {
    const saved = await saveRules(stage.deps, PROD, undefined, { ...ASKER, id: "save" });
    if (saved.kind !== "rules-saved") throw new Error("not saved");
    await begin(stage, SELECT, "switch", "s1");
    await carriedOut(stage.deps, "s1");
    await redirect(stage, "product", "archive.product");
    await redirect(stage, "stray", "archive.stray");
    await work(stage, saved.snapshot);
  } finally {
    await stage.end();
  }
}

async function ruleOf(stage: Stage, from: string): Promise<readonly string[] | undefined> {
  return (await stage.vitess.rules()).tables.find((rule) => rule.from === from)?.to;
}

async function restored(stage: Stage, snapshot: string, whole: boolean): Promise<void> {
  const command = { verb: "rules-restore", snapshot, documents: [], name: PRODUCT, whole, dryRun: false } as const;
  expect(await restoreRules(stage.deps, PROD, command, { ...ASKER, id: "q1" })).toMatchObject({ kind: "receipt" });
  for (const by of [BEN, CHO]) await castVote(stage.deps, { requestId: "q1", by, kind: "approve", reason: "" });
  await carriedOut(stage.deps, "q1");
  expect(await outcomeOf(stage, "q1")).toMatchObject({ kind: "succeeded" });
}

test("a restore puts this move's rules back alone, names the moves whose rules differ too, and leaves those", () =>
  astray(async (stage, snapshot) => {
    await restored(stage, snapshot, false);
    const { shown, proposal } = (await stage.records.requests.get("q1")) ?? {};
    expect(shown?.dryRun).toEqual(["product: archive.product → commerce.product"]);
    expect(shown?.others).toEqual([{ move: SELECT, rules: 6 }]);
    expect(proposal).toMatchObject({ restore: { only: { sourceKeyspace: "commerce", targetKeyspace: "customer", tables: ["product"] } } });
    expect(await ruleOf(stage, "product")).toEqual(["commerce.product"]);
    expect(await ruleOf(stage, "select@replica")).toEqual(["ledger.select"]);
    expect(await ruleOf(stage, "stray")).toEqual(["archive.stray"]);
  }));

test("what another move's step has changed since it was asked for is no reason to refuse it, and stays", () =>
  astray(async (stage, snapshot) => {
    const command = { verb: "rules-restore", snapshot, documents: [], name: PRODUCT, whole: false, dryRun: false } as const;
    await restoreRules(stage.deps, PROD, command, { ...ASKER, id: "q1" });
    await begin(stage, SELECT, "reverse", "s2");
    await carriedOut(stage.deps, "s2");
    for (const by of [BEN, CHO]) await castVote(stage.deps, { requestId: "q1", by, kind: "approve", reason: "" });
    await carriedOut(stage.deps, "q1");
    expect(await outcomeOf(stage, "q1")).toMatchObject({ kind: "succeeded" });
    expect(await ruleOf(stage, "select@replica")).toEqual(["billing.select"]);
    for (const name of PAIR) expect(await alarms(stage, name)).toEqual([]);
  }));

test("the whole document is put back when that was asked for, and the other moves are named in the request", () =>
  astray(async (stage, snapshot) => {
    await restored(stage, snapshot, true);
    const { shown, proposal } = (await stage.records.requests.get("q1")) ?? {};
    expect(shown?.others).toEqual([{ move: SELECT, rules: 6 }]);
    expect(proposal).not.toHaveProperty("restore.only");
    expect(await ruleOf(stage, "select@replica")).toEqual(["billing.select"]);
    expect(await ruleOf(stage, "stray")).toBeUndefined();
    expect((await stage.records.moves.get(moveId(SELECT)))?.state.kind).toBe("followed");
  }));
