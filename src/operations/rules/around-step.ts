import { type MoveName, moveId } from "../../core/names.ts";
import { type RulesStep, unexplainedChanges } from "../../core/rules/change.ts";
import type { Rules } from "../../core/readings.ts";
import type { SavedStep } from "../../core/rules/snapshots.ts";
import type { VerbDeps } from "../deps.ts";
import { Fault } from "../fault.ts";
import { note } from "../note.ts";
import type { Vitess } from "../ports.ts";
import type { Records } from "../records.ts";

type SaveDeps = { readonly records: Pick<Records, "saveSnapshot"> };
type CompareDeps = Pick<VerbDeps, "records" | "jobs">;

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
  { step, key }: Saving,
): Promise<string> {
  return saveRules(deps, name, { step, key }, await vitess.rules());
}

/** What rules are saved for. */
export interface Saving {
  readonly step: SavedStep;
  readonly key: string;
}

/** The same with rules that were just read. */
export async function saveRules(deps: SaveDeps, name: MoveName, { step, key }: Saving, rules: Rules): Promise<string> {
  const facts = { cluster: name.cluster, moveId: moveId(name), reason: { kind: "before", step } } as const;
  return deps.records.saveSnapshot(facts, rules, `step:${key}`);
}

/** A step of one call, and the snapshot from before it. */
export interface Compared {
  readonly name: MoveName;
  readonly snapshot: string;
  readonly step: RulesStep;
  readonly key: string;
}

/**
 * Compares the rules after a step with the snapshot from before it, and tells the thread what the step does not explain. The same `key`
 * tells once. Rules that cannot be read are told as that: nothing may look compared that was not.
 */
export async function compareRulesAfter(
  deps: CompareDeps,
  vitess: Pick<Vitess, "rules">,
  { name, snapshot, step, key }: Compared,
): Promise<void> {
  const before = await deps.records.snapshot(name.cluster, snapshot);
  const after = before === undefined ? undefined : await rulesOrNothing(vitess);
  if (before === undefined || after === undefined) {
    return note(deps, name, { entry: { body: { kind: "rules-not-compared", step: step.verb, snapshot }, key: `rules:${key}` } });
  }
  const changes = unexplainedChanges(before.rules, after, step);
  if (changes.length === 0) return;
  const total = changes.length;
  const body = { kind: "rules-changed", step: step.verb, snapshot, changes: changes.slice(0, CHANGES_TOLD), total } as const;
  await note(deps, name, {
    entry: { body, key: `rules:${key}` },
    audit: { kind: "rules-changed", facts: { step: step.verb, snapshot, rules: total } },
  });
}

/**
 * A step that is one call: saves the rules, runs `call`, and compares, also when the call failed. Gives back the snapshot, or what the call threw
 * after the comparison.
 */
export async function aroundStep(
  deps: SaveDeps & CompareDeps,
  vitess: Pick<Vitess, "rules">,
  { name, step, key }: Omit<Compared, "snapshot">,
  call: () => Promise<void>,
): Promise<string> {
  const snapshot = await saveRulesBefore(deps, vitess, name, { step: step.verb, key });
  try {
    await call();
  } finally {
    await compareRulesAfter(deps, vitess, { name, snapshot, step, key });
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
