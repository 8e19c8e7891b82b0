import { type MoveName, moveId, type Keyspace } from "../../core/vitess/names.ts";
import type { RulesStep } from "../../core/rules/change.ts";
import type { KeptRules, SavedStep, SnapshotId } from "../../core/rules/snapshots.ts";
import type { VerbDeps } from "../deps.ts";
import { ignoreFault } from "../fault.ts";
import { note } from "../announce/note.ts";
import { findStrangeChanges } from "./own-steps.ts";
import type { Vitess } from "../ports.ts";
import type { Records } from "../records.ts";
import { findLostSince, readVSchemasBeforeStep } from "./vschemas.ts";

type SaveDeps = { readonly records: Pick<Records, "saveSnapshot"> };
type CompareDeps = Pick<VerbDeps, "records" | "jobs">;

/** All rules of the cluster right before a step of Tandem's, and the VSchemas that the step may write. */
export async function readRulesBefore(
  vitess: Pick<Vitess, "rules" | "vschema">,
  step: SavedStep,
  keyspaces: readonly Keyspace[] = [],
): Promise<KeptRules> {
  const [rules, vschemas] = await Promise.all([vitess.rules(), readVSchemasBeforeStep(vitess, step, keyspaces)]);
  return { ...rules, ...vschemas };
}

/** The step that rules are saved for. */
export interface Saving {
  readonly step: SavedStep;
  readonly key: string;
}

/**
 * Saves rules that were just read, and returns the snapshot's id. The same `key` saves only once: a step that starts over keeps the rules
 * from before its first start.
 */
export async function saveRulesOfStep(deps: SaveDeps, name: MoveName, { step, key }: Saving, rules: KeptRules): Promise<SnapshotId> {
  const facts = { cluster: name.cluster, moveId: moveId(name), reason: { kind: "before", step } } as const;
  return deps.records.saveSnapshot(facts, rules, `step:${key}`);
}

/** A step of one call, and the snapshot from before it. */
export interface Compared {
  readonly name: MoveName;
  readonly snapshot: SnapshotId;
  readonly step: RulesStep;
  readonly key: string;
  /** The step's id in its cluster's turns: what this step did must not count as another step's. */
  readonly id: string;
}

/**
 * Compares the rules after a step with the snapshot from before it, and announces in the thread what the step does not explain, once for
 * each `key`. If the rules cannot be read, announces that: nothing may look compared that was not.
 */
export async function compareRulesAfter(
  deps: CompareDeps,
  vitess: Pick<Vitess, "rules" | "vschema">,
  { name, snapshot, step, key, id }: Compared,
): Promise<void> {
  const before = await deps.records.snapshot(name.cluster, snapshot);
  const after = before === undefined ? undefined : await ignoreFault(() => vitess.rules());
  if (before === undefined || after === undefined) {
    return note(deps, name, { entry: { body: { kind: "rules-not-compared", step: step.verb, snapshot }, key: `rules:${key}` } });
  }
  const lost = await findLostSince(vitess, before.vschemas);
  if (lost.length > 0) {
    await note(deps, name, {
      entry: { body: { kind: "vschema-changed", step: step.verb, snapshot, changes: lost }, key: `vschema:${key}` },
    });
  }
  const strange = await findStrangeChanges(deps.records, before, after, { step, id });
  if (strange === undefined) return;
  const body = { kind: "rules-changed", step: step.verb, snapshot, ...strange } as const;
  await note(deps, name, {
    entry: { body, key: `rules:${key}` },
    audit: { kind: "rules-changed", facts: { step: step.verb, snapshot, rules: strange.total } },
  });
}

/**
 * A step that is one call: saves the rules, runs `call`, and compares, even if the call failed. Returns the snapshot, or what the call
 * threw, after the comparison; or, with nothing saved or sent, what `stillMine` returned against it.
 */
export async function runStepWithRules<Lost>(
  deps: SaveDeps & CompareDeps,
  vitess: Pick<Vitess, "rules" | "vschema">,
  { name, step, key, id }: Omit<Compared, "snapshot">,
  { stillMine, call }: { readonly stillMine: () => Promise<Lost | undefined>; readonly call: () => Promise<void> },
): Promise<SnapshotId | Lost> {
  const rules = await readRulesBefore(vitess, step.verb);
  const lost = await stillMine();
  if (lost !== undefined) return lost;
  const snapshot = await saveRulesOfStep(deps, name, { step: step.verb, key }, rules);
  try {
    await call();
  } finally {
    await compareRulesAfter(deps, vitess, { name, snapshot, step, key, id });
  }
  return snapshot;
}
