import { expect, test } from "vitest";
import { toPersonId } from "../../../src/core/people/people.ts";
import { parseMoveId } from "../../../src/core/vitess/names.ts";
import { restoreRules } from "../../../src/operations/requests/restore-rules.ts";
import { saveRules } from "../../../src/operations/rules/save-rules.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { ASKER, carriedOut, done, lines, SWITCH_AT_ONCE } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { ANA, BEN, C2C, CHO, PROD, under } from "../harness.ts";
import { approve, ask, restoredTo, R1, ruleNow, saved } from "./asked-restore.ts";
import { redirect, sent, withCall } from "./plant.ts";
import { requestNamed, shardNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();

test("after a vote the rules are those of the snapshot, and Vitess was written to once", () =>
  withHarness(async (harness) => {
    await saved(harness);
    await redirect(harness, "customer@replica", "archive.customer");
    await redirect(harness, "product", "archive.product");
    const applied = sent(harness, "ApplyRoutingRules");
    expect(await ask(harness)).toMatchObject({ kind: "receipt", doing: "asked" });
    const request = await harness.records.requests.get("q1");
    expect(request?.shown.dryRun).toEqual([
      "customer@replica: archive.customer → commerce.customer",
      "product: removed, led to archive.product",
    ]);
    expect(request?.proposal).toMatchObject({ kind: "restore", restore: { snapshot: "r-2", documents: ["tables"] } });
    expect(request?.rule.people).toBe(2);
    await approve(harness);
    await carriedOut(harness.deps, "q1");
    expect(await restoredTo(harness)).toMatchObject({ kind: "succeeded" });
    expect(await ruleNow(harness, "customer@replica")).toEqual(["commerce.customer"]);
    expect(await ruleNow(harness, "product")).toBeUndefined();
    expect(sent(harness, "ApplyRoutingRules")).toBe(applied + 1);
    expect(sent(harness, "ApplyShardRoutingRules") + sent(harness, "ApplyKeyspaceRoutingRules")).toBe(0);
    expect((await lines(harness)).filter(({ kind }) => kind === "outcome" || kind === "rules-changed")).toMatchObject([
      { kind: "outcome", act: { verb: "restore" }, snapshots: ["r-3"] },
    ]);
  }));

test("a keyspace's own approval rule applies if its traffic changes, in whichever move's thread the restore is requested", () =>
  withHarness(async (harness) => {
    await saved(harness);
    await redirect(harness, "payments.card", "archive.card");
    const guarded = { verbs: [], keyspaces: ["payments"], rule: { people: 3, requesterCounts: false } };
    const deps = under(harness.deps, { rules: [guarded] });
    const command = { ...R1, snapshot: "r-2", name: C2C } as const;
    expect(await restoreRules(deps, PROD, command, { ...ASKER, id: requestNamed("q1") })).toMatchObject({
      reason: "too-few-approvers",
      subject: "2 of 3",
    });
    const four = under(harness.deps, { rules: [guarded], approvers: [ANA, BEN, CHO, toPersonId("U0DEV")] });
    expect(await restoreRules(four, PROD, command, { ...ASKER, id: requestNamed("q1") })).toMatchObject({ kind: "receipt" });
    expect((await harness.records.requests.get("q1"))?.rule).toEqual({ people: 3, requesterCounts: false });
  }));

test("the same command run again requests once", () =>
  withHarness(async (harness) => {
    await saved(harness);
    await redirect(harness, "product", "archive.product");
    await ask(harness);
    expect(await ask(harness)).toMatchObject({ kind: "receipt" });
    expect((await lines(harness)).filter(({ kind }) => kind === "requested")).toHaveLength(1);
    expect(await ask(harness, {}, "q2")).toMatchObject({ kind: "refused", reason: "request-open" });
  }));

test("a restore is refused with the difference if somebody changed the rules meanwhile, and nothing is written", () =>
  withHarness(async (harness) => {
    await saved(harness);
    await redirect(harness, "product", "archive.product");
    await ask(harness);
    await approve(harness);
    await redirect(harness, "corder@rdonly", "archive.corder");
    const applied = sent(harness, "ApplyRoutingRules");
    await carriedOut(harness.deps, "q1");
    expect(await restoredTo(harness)).toMatchObject({
      kind: "refused",
      reason: "state-changed",
      difference: ["new: corder@rdonly: archive.corder → commerce.corder"],
    });
    expect(sent(harness, "ApplyRoutingRules")).toBe(applied);
    expect(await ruleNow(harness, "product")).toEqual(["archive.product"]);
  }));

test("a change between the last look and the write is caught too", () =>
  withHarness(async (harness) => {
    await saved(harness);
    await redirect(harness, "product", "archive.product");
    await ask(harness);
    await approve(harness);
    let reads = 0;
    const deps = withCall(harness, {
      async rules() {
        reads += 1;
        if (reads === 2) await redirect(harness, "corder@rdonly", "archive.corder");
        return harness.vitess.rules();
      },
    });
    await carriedOut(deps, "q1");
    expect(await restoredTo(harness)).toMatchObject({ kind: "refused", reason: "state-changed" });
    expect(await ruleNow(harness, "product")).toEqual(["archive.product"]);
  }));

test("the watch closes an open request if the rules change, because nobody should approve what is outdated", () =>
  withHarness(async (harness) => {
    await saved(harness);
    await redirect(harness, "product", "archive.product");
    await ask(harness);
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    expect((await harness.records.requests.get("q1"))?.state.kind).toBe("open");
    await redirect(harness, "corder@rdonly", "archive.corder");
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    expect((await harness.records.requests.get("q1"))?.state).toMatchObject({
      kind: "changed",
      difference: ["new: corder@rdonly: archive.corder → commerce.corder"],
    });
  }));

test("rules that somebody else has restored meanwhile are already-so", () =>
  withHarness(async (harness) => {
    await saved(harness);
    const before = await harness.vitess.rules();
    await redirect(harness, "product", "archive.product");
    await ask(harness);
    await approve(harness);
    await harness.vitess.applyRules("tables", before);
    await carriedOut(harness.deps, "q1");
    expect(await restoredTo(harness)).toMatchObject({ kind: "already-so" });
  }));

test("only the named documents that differ are restored", () =>
  withHarness(async (harness) => {
    await saved(harness);
    const rules = await harness.vitess.rules();
    await redirect(harness, "product", "archive.product");
    await harness.vitess.applyRules("shards", {
      ...rules,
      shards: [{ fromKeyspace: "commerce", toKeyspace: "archive", shard: shardNamed("0") }],
    });
    expect(await ask(harness, { documents: ["keyspaces"] })).toMatchObject({ kind: "refused", reason: "nothing-to-restore" });
    await ask(harness, { documents: ["shards", "keyspaces"] });
    expect((await harness.records.requests.get("q1"))?.shown.dryRun).toEqual(["shard rule commerce/0: removed, led to archive"]);
    await approve(harness);
    await carriedOut(harness.deps, "q1");
    expect(await restoredTo(harness)).toMatchObject({ kind: "succeeded" });
    expect((await harness.vitess.rules()).shards).toEqual([]);
    expect(await ruleNow(harness, "product")).toEqual(["archive.product"]);
  }));

test("mirror rules cannot be written: the request says so, and is refused if nothing else differs", () =>
  withHarness(async (harness) => {
    await saved(harness);
    harness.simulator.state.mirror("customer", "commerce2customer", ["REPLICA"], 2);
    expect(await ask(harness)).toMatchObject({ kind: "refused", reason: "mirrors-not-writable" });
    await redirect(harness, "product", "archive.product");
    await ask(harness);
    expect((await harness.records.requests.get("q1"))?.shown.dryRun).toEqual([
      "product: removed, led to archive.product",
      "2 mirror rules differ and stay as they are: Vitess has no call that writes them",
    ]);
  }));

test("a dry run shows the difference and requests nothing, even without a thread", () =>
  withHarness(async (harness) => {
    await saved(harness, "rules.json");
    await redirect(harness, "product", "archive.product");
    const { name: _none, ...unnamed } = { ...R1, name: C2C, snapshot: "rules.json", dryRun: true };
    expect(await restoreRules(harness.deps, PROD, unnamed, { ...ASKER, id: requestNamed("q1") })).toMatchObject({
      kind: "rules-preview",
      snapshot: { id: "r-2", label: "rules.json" },
      documents: ["tables"],
      lines: ["product: removed, led to archive.product"],
    });
    expect(await harness.records.requests.get("q1")).toBeUndefined();
  }));

test("a request goes to the thread of the snapshot's move; a snapshot saved by hand needs a named move", () =>
  withHarness(async (harness) => {
    await saved(harness);
    await redirect(harness, "product", "archive.product");
    const { name: _none, ...unnamed } = { ...R1, name: C2C };
    expect(await restoreRules(harness.deps, PROD, { ...unnamed, snapshot: "r-2" }, { ...ASKER, id: requestNamed("q1") })).toMatchObject({
      kind: "refused",
      reason: "no-thread-for-restore",
      subject: "r-2",
    });
    const nowhere = parseMoveId("prod/customer.nowhere");
    if (nowhere === undefined) throw new Error("no name");
    expect(await ask(harness, { name: nowhere })).toMatchObject({ kind: "refused", reason: "no-thread-for-restore" });
    expect(await restoreRules(harness.deps, PROD, { ...unnamed, snapshot: "r-99" }, { ...ASKER, id: requestNamed("q1") })).toMatchObject({
      kind: "refused",
      reason: "unknown-snapshot",
      nearest: ["r-2", "r-1"],
    });
    expect(await restoreRules(harness.deps, PROD, unnamed, { ...ASKER, id: requestNamed("q1") })).toMatchObject({
      kind: "receipt",
      move: C2C,
    });
  }));

test("a request warns of a running move whose tables the rules would route against what its shards deny", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH_AT_ONCE, "s1");
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    // r-2 is from before the switch: it sends writes to the source, which denies them now.
    const outage = { move: C2C, alarm: "rules-lost", tables: ["corder", "customer"] };
    expect(await ask(harness, { dryRun: true })).toMatchObject({ kind: "rules-preview", outages: [outage] });
    await ask(harness);
    expect((await harness.records.requests.get("q1"))?.shown.outages).toEqual([outage]);
    // A rule unrelated to the move causes no warning.
    await saveRules(harness.deps, PROD, undefined, { ...ASKER, id: requestNamed("i-other") });
    await redirect(harness, "product", "archive.product");
    expect(await ask(harness, { dryRun: true, snapshot: "r-3" })).toMatchObject({
      lines: ["product: removed, led to archive.product"],
      outages: [],
    });
  }));
