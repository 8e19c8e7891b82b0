import { expect } from "vitest";
import type { Command } from "../../../src/core/command/command.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { restoreRules } from "../../../src/operations/requests/restore-rules.ts";
import { saveRules } from "../../../src/operations/rules/save-rules.ts";
import { ASKER, outcomeOf } from "../moves.ts";
import { BEN, C2C, CHO, PROD, type Stage } from "../stage.ts";

export type Restore = Extract<Command, { verb: "rules-restore" }>;
export const R1: Restore = { verb: "rules-restore", snapshot: "r-1", documents: [], whole: true, dryRun: false };

/** Ana saves the rules by hand: r-2, after the r-1 of the create. */
export async function saved(stage: Stage, label?: string): Promise<void> {
  expect(await saveRules(stage.deps, PROD, label, { ...ASKER, id: "i-save" })).toMatchObject({ kind: "rules-saved", snapshot: "r-2" });
}

export function ask(stage: Stage, change: Partial<Restore> = {}, id = "q1"): ReturnType<typeof restoreRules> {
  return restoreRules(stage.deps, PROD, { ...R1, snapshot: "r-2", name: C2C, ...change }, { ...ASKER, id });
}

export async function approve(stage: Stage, id = "q1"): Promise<void> {
  for (const by of [BEN, CHO]) await castVote(stage.deps, { requestId: id, by, kind: "approve", reason: "" });
}

export function restoredTo(stage: Stage, id = "q1"): ReturnType<typeof outcomeOf> {
  return outcomeOf(stage, id);
}

export async function ruleNow(stage: Stage, from: string): Promise<readonly string[] | undefined> {
  return (await stage.vitess.rules()).tables.find((rule) => rule.from === from)?.to;
}
