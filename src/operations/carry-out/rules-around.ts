import type { CallStep, RestoreOptions } from "../../core/acts/acts.ts";
import type { Execution } from "../../core/acts/executions.ts";
import type { Rules } from "../../core/readings.ts";
import { rulesText } from "../../core/rules/change.ts";
import { type ActReading, restoreLines, shownDifference } from "../../core/rules/restore.ts";
import { rulesStepOf } from "../../core/rules/step.ts";
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
  if (execution.act.verb === "restore" && isAnother(deps, execution.act.options, rules)) return "changed";
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

/** What differs between the rules that a restore was shown against and those that are there now; `shown` are the lines of then. */
export function rulesDifference(
  deps: Pick<CarryOutDeps, "digest">,
  options: RestoreOptions,
  { restore }: ActReading,
  shown: readonly string[],
): readonly string[] {
  if (restore === undefined || !isAnother(deps, options, restore.now)) return [];
  const difference = shownDifference(shown, restoreLines(restore, options.documents));
  // Of very many lines not all are kept.
  return difference.length > 0 ? difference : ["the rules are other than those that the difference was shown against"];
}

function isAnother({ digest }: Pick<CarryOutDeps, "digest">, { documents, shownAgainst }: RestoreOptions, rules: Rules): boolean {
  return digest(rulesText(rules, documents)) !== shownAgainst;
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
