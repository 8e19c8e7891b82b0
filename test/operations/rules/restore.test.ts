import { expect, test } from "vitest";
import { personId } from "../../../src/core/people/people.ts";
import { parseMoveId } from "../../../src/core/vitess/names.ts";
import { restoreRules } from "../../../src/operations/requests/restore-rules.ts";
import { saveRules } from "../../../src/operations/rules/save-rules.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { ASKER, carriedOut, done, lines, SWITCH_AT_ONCE } from "../moves.ts";
import { stagesWithRunningMove } from "../running-move.ts";
import { ANA, BEN, C2C, CHO, PROD, under } from "../stage.ts";
import { approve, ask, restoredTo, R1, ruleNow, saved } from "./asked-restore.ts";
import { redirect, sent, withCall } from "./plant.ts";

const onStage = stagesWithRunningMove();

test("after a vote the rules are as the snapshot has them, and Vitess was written to once", () =>
  onStage(async (stage) => {
    await saved(stage);
    await redirect(stage, "customer@replica", "archive.customer");
    await redirect(stage, "product", "archive.product");
    const applied = sent(stage, "ApplyRoutingRules");
    expect(await ask(stage)).toMatchObject({ kind: "receipt", doing: "asked" });
    const request = await stage.records.requests.get("q1");
    expect(request?.shown.dryRun).toEqual([
      "customer@replica: archive.customer → commerce.customer",
      "product: removed, led to archive.product",
    ]);
    expect(request?.proposal).toMatchObject({ kind: "restore", restore: { snapshot: "r-2", documents: ["tables"] } });
    expect(request?.rule.people).toBe(2);
    await approve(stage);
    await carriedOut(stage.deps, "q1");
    expect(await restoredTo(stage)).toMatchObject({ kind: "succeeded" });
    expect(await ruleNow(stage, "customer@replica")).toEqual(["commerce.customer"]);
    expect(await ruleNow(stage, "product")).toBeUndefined();
    expect(sent(stage, "ApplyRoutingRules")).toBe(applied + 1);
    expect(sent(stage, "ApplyShardRoutingRules") + sent(stage, "ApplyKeyspaceRoutingRules")).toBe(0);
    expect((await lines(stage)).filter(({ kind }) => kind === "outcome" || kind === "rules-changed")).toMatchObject([
      { kind: "outcome", act: { verb: "restore" }, snapshots: ["r-3"] },
    ]);
  }));

test("a keyspace whose traffic changes brings its own rule, in whichever move's thread the restore is asked for", () =>
  onStage(async (stage) => {
    await saved(stage);
    await redirect(stage, "payments.card", "archive.card");
    const guarded = { verbs: [], keyspaces: ["payments"], rule: { people: 3, requesterCounts: false } };
    const deps = under(stage.deps, { rules: [guarded] });
    const command = { ...R1, snapshot: "r-2", name: C2C } as const;
    expect(await restoreRules(deps, PROD, command, { ...ASKER, id: "q1" })).toMatchObject({
      reason: "too-few-approvers",
      subject: "2 of 3",
    });
    const four = under(stage.deps, { rules: [guarded], approvers: [ANA, BEN, CHO, personId("U0DEV")] });
    expect(await restoreRules(four, PROD, command, { ...ASKER, id: "q1" })).toMatchObject({ kind: "receipt" });
    expect((await stage.records.requests.get("q1"))?.rule).toEqual({ people: 3, requesterCounts: false });
  }));

test("the same command run again asks once", () =>
  onStage(async (stage) => {
    await saved(stage);
    await redirect(stage, "product", "archive.product");
    await ask(stage);
    expect(await ask(stage)).toMatchObject({ kind: "receipt" });
    expect((await lines(stage)).filter(({ kind }) => kind === "requested")).toHaveLength(1);
    expect(await ask(stage, {}, "q2")).toMatchObject({ kind: "refused", reason: "request-open" });
  }));

test("is refused with the difference when somebody changed the rules meanwhile, and nothing is written", () =>
  onStage(async (stage) => {
    await saved(stage);
    await redirect(stage, "product", "archive.product");
    await ask(stage);
    await approve(stage);
    await redirect(stage, "corder@rdonly", "archive.corder");
    const applied = sent(stage, "ApplyRoutingRules");
    await carriedOut(stage.deps, "q1");
    expect(await restoredTo(stage)).toMatchObject({
      kind: "refused",
      reason: "state-changed",
      difference: ["new: corder@rdonly: archive.corder → commerce.corder"],
    });
    expect(sent(stage, "ApplyRoutingRules")).toBe(applied);
    expect(await ruleNow(stage, "product")).toEqual(["archive.product"]);
  }));

test("a change between the last look and the write is met as well", () =>
  onStage(async (stage) => {
    await saved(stage);
    await redirect(stage, "product", "archive.product");
    await ask(stage);
    await approve(stage);
    let reads = 0;
    const deps = withCall(stage, {
      async rules() {
        reads += 1;
        if (reads === 2) await redirect(stage, "corder@rdonly", "archive.corder");
        return stage.vitess.rules();
      },
    });
    await carriedOut(deps, "q1");
    expect(await restoredTo(stage)).toMatchObject({ kind: "refused", reason: "state-changed" });
    expect(await ruleNow(stage, "product")).toEqual(["archive.product"]);
  }));

test("an open request is closed by the watch when the rules change, because nobody should approve what is not there any more", () =>
  onStage(async (stage) => {
    await saved(stage);
    await redirect(stage, "product", "archive.product");
    await ask(stage);
    await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
    expect((await stage.records.requests.get("q1"))?.state.kind).toBe("open");
    await redirect(stage, "corder@rdonly", "archive.corder");
    await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
    expect((await stage.records.requests.get("q1"))?.state).toMatchObject({
      kind: "changed",
      difference: ["new: corder@rdonly: archive.corder → commerce.corder"],
    });
  }));

test("rules that somebody else has put back meanwhile are already so", () =>
  onStage(async (stage) => {
    await saved(stage);
    const before = await stage.vitess.rules();
    await redirect(stage, "product", "archive.product");
    await ask(stage);
    await approve(stage);
    await stage.vitess.applyRules("tables", before);
    await carriedOut(stage.deps, "q1");
    expect(await restoredTo(stage)).toMatchObject({ kind: "already-so" });
  }));

test("only the named documents are put back, and those that differ", () =>
  onStage(async (stage) => {
    await saved(stage);
    const rules = await stage.vitess.rules();
    await redirect(stage, "product", "archive.product");
    await stage.vitess.applyRules("shards", { ...rules, shards: [{ fromKeyspace: "commerce", toKeyspace: "archive", shard: "0" }] });
    expect(await ask(stage, { documents: ["keyspaces"] })).toMatchObject({ kind: "refused", reason: "nothing-to-restore" });
    await ask(stage, { documents: ["shards", "keyspaces"] });
    expect((await stage.records.requests.get("q1"))?.shown.dryRun).toEqual(["shard rule commerce/0: removed, led to archive"]);
    await approve(stage);
    await carriedOut(stage.deps, "q1");
    expect(await restoredTo(stage)).toMatchObject({ kind: "succeeded" });
    expect((await stage.vitess.rules()).shards).toEqual([]);
    expect(await ruleNow(stage, "product")).toEqual(["archive.product"]);
  }));

test("mirror rules cannot be written: it says so, and refuses where nothing else differs", () =>
  onStage(async (stage) => {
    await saved(stage);
    stage.simulator.state.mirror("customer", "commerce2customer", ["REPLICA"], 2);
    expect(await ask(stage)).toMatchObject({ kind: "refused", reason: "mirrors-not-writable" });
    await redirect(stage, "product", "archive.product");
    await ask(stage);
    expect((await stage.records.requests.get("q1"))?.shown.dryRun).toEqual([
      "product: removed, led to archive.product",
      "2 mirror rules differ and stay as they are: Vitess has no call that writes them",
    ]);
  }));

test("a dry run shows the difference and asks nobody, also without a thread to ask in", () =>
  onStage(async (stage) => {
    await saved(stage, "rules.json");
    await redirect(stage, "product", "archive.product");
    const { name: _none, ...unnamed } = { ...R1, name: C2C, snapshot: "rules.json", dryRun: true };
    expect(await restoreRules(stage.deps, PROD, unnamed, { ...ASKER, id: "q1" })).toMatchObject({
      kind: "rules-preview",
      snapshot: { id: "r-2", label: "rules.json" },
      documents: ["tables"],
      lines: ["product: removed, led to archive.product"],
    });
    expect(await stage.records.requests.get("q1")).toBeUndefined();
  }));

test("stands in the thread of the snapshot's own move; one saved by hand needs a move to be named", () =>
  onStage(async (stage) => {
    await saved(stage);
    await redirect(stage, "product", "archive.product");
    const { name: _none, ...unnamed } = { ...R1, name: C2C };
    expect(await restoreRules(stage.deps, PROD, { ...unnamed, snapshot: "r-2" }, { ...ASKER, id: "q1" })).toMatchObject({
      kind: "refused",
      reason: "no-thread-for-restore",
      subject: "r-2",
    });
    const nowhere = parseMoveId("prod/customer.nowhere");
    if (nowhere === undefined) throw new Error("no name");
    expect(await ask(stage, { name: nowhere })).toMatchObject({ kind: "refused", reason: "no-thread-for-restore" });
    expect(await restoreRules(stage.deps, PROD, { ...unnamed, snapshot: "r-99" }, { ...ASKER, id: "q1" })).toMatchObject({
      kind: "refused",
      reason: "unknown-snapshot",
      nearest: ["r-2", "r-1"],
    });
    expect(await restoreRules(stage.deps, PROD, unnamed, { ...ASKER, id: "q1" })).toMatchObject({ kind: "receipt", move: C2C });
  }));

test("warns of a running move whose tables the rules would route against what its shards deny", () =>
  onStage(async (stage) => {
    await done(stage, SWITCH_AT_ONCE, "s1");
    await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
    // r-2 is from before the switch: it sends writes to the source, which denies them now.
    const outage = { move: C2C, alarm: "rules-lost", tables: ["corder", "customer"] };
    expect(await ask(stage, { dryRun: true })).toMatchObject({ kind: "rules-preview", outages: [outage] });
    await ask(stage);
    expect((await stage.records.requests.get("q1"))?.shown.outages).toEqual([outage]);
    // A rule that has nothing to do with it warns of nothing.
    await saveRules(stage.deps, PROD, undefined, { ...ASKER, id: "i-other" });
    await redirect(stage, "product", "archive.product");
    expect(await ask(stage, { dryRun: true, snapshot: "r-3" })).toMatchObject({
      lines: ["product: removed, led to archive.product"],
      outages: [],
    });
  }));
