import { expect, test } from "vitest";
import type { Answer } from "../../../src/core/command/answers.ts";
import type { Understood } from "../../../src/core/command/command.ts";
import { toPersonId } from "../../../src/core/people/people.ts";
import { answerCommand } from "../../../src/operations/commands/answer-command.ts";
import { diffRules } from "../../../src/operations/rules/diff-rules.ts";
import { getRules } from "../../../src/operations/rules/get-rules.ts";
import { saveRules } from "../../../src/operations/rules/save-rules.ts";
import { parse } from "../../../src/command/parse.ts";
import { ASKER } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { ANA, MOVES, PROD, type Harness } from "../harness.ts";
import { redirect } from "./plant.ts";
import { requestNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();

function understand(line: string): Understood | { readonly kind: "refused" } {
  const understood = parse(line);
  return understood.kind === "command" ? understood : { kind: "refused" };
}

/** A line as somebody types it, from the inbox to the answer. */
async function typed(harness: Harness, text: string, by = ANA): Promise<Answer | undefined> {
  const id = requestNamed(`i-${text}`);
  const inbound = { id, by, channel: MOVES, text, receivedAt: await harness.records.now() };
  await harness.records.inbox.create(id, inbound);
  let told: Answer | undefined;
  await answerCommand({ ...harness.deps, understand, talk: { answer: (_to, answer) => Promise.resolve(void (told = answer)) } }, id);
  return told;
}

test("get shows all rules, and the newest snapshots", () =>
  withHarness(async (harness) => {
    const answer = await getRules(harness.deps, PROD, []);
    expect(answer).toMatchObject({ kind: "rules", cluster: PROD, documents: ["tables", "shards", "keyspaces", "mirrors"] });
    if (answer.kind !== "rules") throw new Error("not the rules");
    expect(answer.rules.tables).toHaveLength(18);
    expect(answer.snapshots).toMatchObject([{ id: "r-1", reason: { kind: "before", step: "create" } }]);
    expect(await getRules(harness.deps, PROD, ["mirrors", "tables"])).toMatchObject({ documents: ["tables", "mirrors"] });
  }));

test("save keeps the rules under an id and a label; the same command twice saves them once", () =>
  withHarness(async (harness) => {
    const answer = {
      kind: "rules-saved",
      snapshot: "r-2",
      label: "rules.json",
      counts: [
        { document: "tables", rules: 18 },
        { document: "shards", rules: 0 },
        { document: "keyspaces", rules: 0 },
        { document: "mirrors", rules: 0 },
      ],
    };
    expect(await saveRules(harness.deps, PROD, "rules.json", { ...ASKER, id: requestNamed("i1") })).toMatchObject(answer);
    await redirect(harness, "product", "archive.product");
    expect(await saveRules(harness.deps, PROD, "rules.json", { ...ASKER, id: requestNamed("i1") })).toMatchObject(answer);
    expect(await harness.records.snapshots(PROD)).toHaveLength(2);
    expect(await saveRules(harness.deps, PROD, undefined, { ...ASKER, id: requestNamed("i2") })).toMatchObject({ snapshot: "r-3" });
  }));

test("diff shows what has changed since, by id or label", () =>
  withHarness(async (harness) => {
    await saveRules(harness.deps, PROD, "rules.json", { ...ASKER, id: requestNamed("i1") });
    expect(await diffRules(harness.deps, PROD, "rules.json")).toMatchObject({ kind: "rules-diff", snapshot: { id: "r-2" }, changes: [] });
    await redirect(harness, "customer", "archive.customer");
    expect(await diffRules(harness.deps, PROD, "r-2")).toMatchObject({
      changes: [{ document: "tables", name: "customer", was: "commerce.customer", is: "archive.customer" }],
    });
    expect(await diffRules(harness.deps, PROD, "r-77")).toMatchObject({
      reason: "unknown-snapshot",
      subject: "r-77",
      nearest: ["r-2", "r-1"],
    });
  }));

test("everybody may look; saving and restoring is for operators", () =>
  withHarness(async (harness) => {
    const dev = toPersonId("U0DEV");
    expect(await typed(harness, "rules get", dev)).toMatchObject({ kind: "rules" });
    expect(await typed(harness, "rules diff r-1", dev)).toMatchObject({ kind: "rules-diff" });
    expect(await typed(harness, "rules save", dev)).toMatchObject({ kind: "refused", reason: "not-an-operator" });
    expect(await typed(harness, "rules restore r-1", dev)).toMatchObject({ kind: "refused", reason: "not-an-operator" });
  }));

test("rules commands as Ana types them are answered in their thread", () =>
  withHarness(async (harness) => {
    expect(await typed(harness, "rules save before-the-switch")).toMatchObject({
      kind: "rules-saved",
      snapshot: "r-2",
      label: "before-the-switch",
    });
    await redirect(harness, "product", "archive.product");
    expect(await typed(harness, "rules restore before-the-switch --dry-run")).toMatchObject({ kind: "rules-preview" });
    expect(await typed(harness, "rules restore before-the-switch")).toMatchObject({ kind: "refused", reason: "no-thread-for-restore" });
    // A move's thread restores only its own rules, and `product` is not one of its tables.
    const named = "rules restore before-the-switch customer.commerce2customer";
    expect(await typed(harness, named)).toMatchObject({ kind: "refused", reason: "others-rules-differ" });
    expect(await typed(harness, `${named} --whole`)).toMatchObject({
      kind: "receipt",
      doing: "asked",
    });
  }));
