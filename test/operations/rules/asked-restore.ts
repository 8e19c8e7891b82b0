import { expect } from "vitest";
import type { Command } from "../../../src/core/command/command.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { restoreRules } from "../../../src/operations/requests/restore-rules.ts";
import { saveRules } from "../../../src/operations/rules/save-rules.ts";
import { ASKER, outcomeOf } from "../moves.ts";
import { BEN, C2C, CHO, PROD, type Harness } from "../harness.ts";
import { requestNamed } from "../../names.ts";

export type Restore = Extract<Command, { verb: "rules-restore" }>;
export const R1: Restore = { verb: "rules-restore", snapshot: "r-1", documents: [], whole: true, dryRun: false };

/** Ana saves the rules by hand: r-2, after the r-1 of the create. */
export async function saved(harness: Harness, label?: string): Promise<void> {
  expect(await saveRules(harness.deps, PROD, label, { ...ASKER, id: requestNamed("i-save") })).toMatchObject({
    kind: "rules-saved",
    snapshot: "r-2",
  });
}

export function ask(harness: Harness, change: Partial<Restore> = {}, id = "q1"): ReturnType<typeof restoreRules> {
  return restoreRules(harness.deps, PROD, { ...R1, snapshot: "r-2", name: C2C, ...change }, { ...ASKER, id: requestNamed(id) });
}

export async function approve(harness: Harness, id = "q1"): Promise<void> {
  for (const by of [BEN, CHO]) await castVote(harness.deps, { requestId: requestNamed(id), by, kind: "approve", reason: "" });
}

export function restoredTo(harness: Harness, id = "q1"): ReturnType<typeof outcomeOf> {
  return outcomeOf(harness, id);
}

export async function ruleNow(harness: Harness, from: string): Promise<readonly string[] | undefined> {
  return (await harness.vitess.rules()).tables.find((rule) => rule.from === from)?.to;
}
