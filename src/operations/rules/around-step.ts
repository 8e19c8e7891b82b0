import { type MoveName, moveId } from "../../core/names.ts";
import { type RulesStep, unexplainedChanges } from "../../core/rules/change.ts";
import type { Rules } from "../../core/readings.ts";
import type { SavedStep } from "../../core/rules/snapshots.ts";
import { Fault } from "../fault.ts";
import type { Vitess } from "../ports.ts";
import type { Records } from "../records.ts";

type SaveDeps = { readonly records: Pick<Records, "saveSnapshot"> };
type CompareDeps = { readonly records: Pick<Records, "snapshot" | "addEntry" | "audit"> };

/** A thread line shows as many changes as people read; the total says how many there are. */
const CHANGES_TOLD = 40;

/**
 * Saves the whole rules of the cluster right before a step of Tandem's, and returns the snapshot's id. The same `key` saves once: a step
 * that is begun again keeps the rules from before its first beginning.
 */
export async function saveRulesBefore(
  deps: SaveDeps,
  vitess: Pick<Vitess, "rules">,
  name: MoveName,
  step: SavedStep,
  key: string,
): Promise<string> {
  return saveRules(deps, name, step, await vitess.rules(), key);
}

/** The same with rules that were just read. */
export async function saveRules(deps: SaveDeps, name: MoveName, step: SavedStep, rules: Rules, key: string): Promise<string> {
  const facts = { cluster: name.cluster, moveId: moveId(name), reason: { kind: "before", step } } as const;
  return deps.records.saveSnapshot(facts, rules, `step:${key}`);
}

/**
 * Compares the rules after a step with the snapshot from before it, and tells the thread what the step does not explain. The same `key`
 * tells once. True when there is a new line. Rules that cannot be read are told as that: nothing may look compared that was not.
 */
export async function compareRulesAfter(
  deps: CompareDeps,
  vitess: Pick<Vitess, "rules">,
  name: MoveName,
  snapshot: string,
  step: RulesStep,
  key: string,
): Promise<boolean> {
  const before = await deps.records.snapshot(name.cluster, snapshot);
  const after = before === undefined ? undefined : await rulesOrNothing(vitess);
  if (before === undefined || after === undefined) {
    return deps.records.addEntry(moveId(name), { kind: "rules-not-compared", step: step.verb, snapshot }, `rules:${key}`);
  }
  const changes = unexplainedChanges(before.rules, after, step);
  if (changes.length === 0) return false;
  const total = changes.length;
  const body = { kind: "rules-changed", step: step.verb, snapshot, changes: changes.slice(0, CHANGES_TOLD), total } as const;
  const isNew = await deps.records.addEntry(moveId(name), body, `rules:${key}`);
  if (isNew) await deps.records.audit({ kind: "rules-changed", moveId: moveId(name), facts: { step: step.verb, snapshot, rules: total } });
  return isNew;
}

/**
 * A step that is one call: saves the rules, runs `call`, and compares, also when the call failed. Gives back the snapshot, or what the call threw
 * after the comparison.
 */
export async function aroundStep(
  deps: SaveDeps & CompareDeps,
  vitess: Pick<Vitess, "rules">,
  name: MoveName,
  step: RulesStep,
  key: string,
  call: () => Promise<void>,
): Promise<string> {
  const snapshot = await saveRulesBefore(deps, vitess, name, step.verb, key);
  try {
    await call();
  } finally {
    await compareRulesAfter(deps, vitess, name, snapshot, step, key);
  }
  return snapshot;
}

async function rulesOrNothing(vitess: Pick<Vitess, "rules">): Promise<Rules | undefined> {
  try {
    return await vitess.rules();
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
