import type { CallStep } from "../../core/acts.ts";
import type { Execution } from "../../core/executions.ts";
import type { Rules } from "../../core/readings.ts";
import { rulesText } from "../../core/rules-change.ts";
import { type ActReading, restoreLines, shownDifference } from "../../core/rules-restore.ts";
import { rulesStepOf } from "../../core/rules-step.ts";
import { Fault } from "../fault.ts";
import type { Vitess } from "../ports.ts";
import { compareRulesAfter, saveRules } from "../rules/around-step.ts";
import type { CarryOutDeps } from "./deps.ts";

/**
 * Saves the whole rules right before a step's call, once a step. `changed`: a restore was about to go to other rules than those that its
 * difference was shown against; this is the last look before it.
 */
export async function saveBefore(
  deps: Pick<CarryOutDeps, "records" | "digest">,
  vitess: Pick<Vitess, "rules">,
  execution: Execution,
): Promise<string | Fault> {
  const rules = await readRules(vitess);
  if (rules instanceof Fault) return rules;
  if (isAnother(deps, execution, rules)) return "changed";
  return saveRules(deps, execution.move, execution.act.verb, rules, keyOf(execution));
}

/** Tells what happened to the rules during a step's call that the call does not explain, whatever came of the call. */
export async function compareAfter(
  deps: Pick<CarryOutDeps, "records">,
  vitess: Pick<Vitess, "rules">,
  execution: Execution,
  { tabletTypes }: CallStep,
  snapshot: string | undefined,
): Promise<void> {
  // A call that was recorded by a Tandem that saved no rules.
  if (snapshot === undefined) return;
  const { act, move, seal } = execution;
  const saved = act.verb === "restore" ? (await deps.records.snapshot(move.cluster, act.options.snapshot))?.rules : undefined;
  await compareRulesAfter(deps, vitess, move, snapshot, rulesStepOf(act, tabletTypes, seal, saved), keyOf(execution));
}

/** What differs between the rules that a restore was approved against and those that are there now; empty for every other act. */
export async function rulesDifference(
  deps: Pick<CarryOutDeps, "records" | "digest">,
  execution: Execution,
  { restore }: ActReading,
): Promise<readonly string[]> {
  const { act, requestId } = execution;
  if (act.verb !== "restore" || restore === undefined || !isAnother(deps, execution, restore.now)) return [];
  const shown = requestId === undefined ? undefined : (await deps.records.requests.get(requestId))?.shown.dryRun;
  const difference = shownDifference(shown ?? [], restoreLines(restore, act.options.documents));
  // Of very many lines not all are kept.
  return difference.length > 0 ? difference : ["the rules are other than those that the difference was shown against"];
}

function isAnother({ digest }: Pick<CarryOutDeps, "digest">, { act }: Execution, rules: Rules): boolean {
  return act.verb === "restore" && digest(rulesText(rules, act.options.documents)) !== act.options.shownAgainst;
}

async function readRules(vitess: Pick<Vitess, "rules">): Promise<Rules | Fault> {
  try {
    return await vitess.rules();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

function keyOf({ id, step }: Execution): string {
  return `${id}:${step}`;
}
