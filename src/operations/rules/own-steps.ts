import { type ClusterName, moveId } from "../../core/vitess/names.ts";
import type { Executable } from "../../core/operation/operations.ts";
import type { Rules } from "../../core/readings/readings.ts";
import { narrowToGoal } from "../../core/rules/restore.ts";
import { followedState } from "../../core/move/moves.ts";
import { type RuleChange, type RulesStep, unexplainedChanges } from "../../core/rules/change.ts";
import type { Snapshot } from "../../core/rules/snapshots.ts";
import { rulesStepOf } from "../../core/operation/rules-step.ts";
import { stepsSince, type TurnStep } from "../../core/rules/turns.ts";
import type { Records } from "../records.ts";

type Deps = Pick<Records, "turns" | "executions" | "moves" | "snapshot">;

/** A thread line shows as many changes as people read; the total says how many there are. */
const CHANGES_TOLD = 40;

/**
 * What changed since a snapshot that neither the step explains, whose id in its cluster's turns is `id`, nor other steps of Tandem's since;
 * undefined where there is nothing.
 */
export async function strangeChanges(
  records: Deps,
  before: Snapshot,
  after: Rules,
  { step, id }: { readonly step: RulesStep; readonly id: string },
): Promise<{ readonly changes: readonly RuleChange[]; readonly total: number } | undefined> {
  if (unexplainedChanges(before.rules, after, step).length === 0) return undefined;
  const changes = unexplainedChanges(before.rules, after, step, await otherSteps(records, before, id));
  return changes.length === 0 ? undefined : { changes: changes.slice(0, CHANGES_TOLD), total: changes.length };
}

/**
 * What other steps of Tandem's may have done to the rules of a cluster since a snapshot: those that had the turn at some time since. One at a
 * time they meet only where a worker died and its turn lapsed, or in a create that outlasts its turn.
 */
async function otherSteps(records: Deps, { cluster, at, rules }: Snapshot, id: string): Promise<readonly RulesStep[]> {
  const steps = await records.turns(cluster, (turns) => ({ result: stepsSince(turns, at, id) }));
  const found = await Promise.all(steps.map((step) => rulesStep(records, step, rules)));
  return found.flat();
}

/** None of a step whose records are gone: then nothing is explained by it. */
async function rulesStep(records: Deps, { id, move, verb, tabletTypes }: TurnStep, before: Rules): Promise<readonly RulesStep[]> {
  if (verb === "create" || verb === "mirror") {
    const known = await records.moves.get(moveId(move));
    if (known === undefined || (verb === "mirror" && followedState(known) === undefined)) return [];
    const { sourceKeyspace, tables } = known;
    return [{ verb, tabletTypes, leavesRules: false, sourceKeyspace, targetKeyspace: move.targetKeyspace, tables }];
  }
  const execution = await records.executions.get(id);
  if (execution === undefined) return [];
  return [rulesStepOf(execution, tabletTypes, await goalOf(records, execution.proposal, move.cluster, before))];
}

/** The rules that a restore leads to from these; undefined for everything else, and where the snapshot is not kept any more. */
export async function goalOf(
  records: Pick<Records, "snapshot">,
  proposal: Executable,
  cluster: ClusterName,
  before: Rules,
): Promise<Rules | undefined> {
  if (proposal.kind !== "restore") return undefined;
  const { snapshot, only } = proposal.restore;
  const saved = (await records.snapshot(cluster, snapshot))?.rules;
  return saved === undefined ? undefined : narrowToGoal({ now: before, saved }, only).saved;
}
