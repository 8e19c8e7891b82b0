import { type ClusterName, moveId } from "../../core/vitess/names.ts";
import type { Executable } from "../../core/operation/request/operations.ts";
import type { Rules } from "../../core/readings/readings.ts";
import { narrowToGoal } from "../../core/rules/restore.ts";
import { findFollowed } from "../../core/move/moves.ts";
import { type RuleChange, type RulesStep, findUnexplainedChanges } from "../../core/rules/change.ts";
import type { Snapshot } from "../../core/rules/snapshots.ts";
import { toRulesStep } from "../../core/operation/execution/rules-step.ts";
import { listStepsSince, type TurnStep } from "../../core/rules/turns.ts";
import type { Records } from "../records.ts";

type Deps = Pick<Records, "turns" | "executions" | "moves" | "snapshot">;

/** A thread line shows at most this many changes; the total says how many there are. */
const CHANGES_TOLD = 40;

/**
 * The changes since a snapshot that are explained neither by the step, whose id in its cluster's turns is `id`, nor by other steps of
 * Tandem's since; undefined if there are none.
 */
export async function findStrangeChanges(
  records: Deps,
  before: Snapshot,
  after: Rules,
  { step, id }: { readonly step: RulesStep; readonly id: string },
): Promise<{ readonly changes: readonly RuleChange[]; readonly total: number } | undefined> {
  if (findUnexplainedChanges(before.rules, after, step).length === 0) return undefined;
  const changes = findUnexplainedChanges(before.rules, after, step, await findOtherSteps(records, before, id));
  return changes.length === 0 ? undefined : { changes: changes.slice(0, CHANGES_TOLD), total: changes.length };
}

/**
 * The other steps of Tandem's that may have changed the rules of a cluster since a snapshot: those that had the turn since. Steps run one
 * at a time and overlap only if a worker died and its turn lapsed, or if a create outlasts its turn.
 */
async function findOtherSteps(records: Deps, { cluster, at, rules }: Snapshot, id: string): Promise<readonly RulesStep[]> {
  const steps = await records.turns(cluster, (turns) => ({ result: listStepsSince(turns, at, id) }));
  const found = await Promise.all(steps.map((step) => readRulesStep(records, step, rules)));
  return found.flat();
}

/** Returns no step if its records are gone: then it explains nothing. */
async function readRulesStep(records: Deps, { id, move, verb, tabletTypes }: TurnStep, before: Rules): Promise<readonly RulesStep[]> {
  if (verb === "create" || verb === "mirror") {
    const known = await records.moves.get(moveId(move));
    if (known === undefined || (verb === "mirror" && findFollowed(known) === undefined)) return [];
    const { sourceKeyspace, tables } = known;
    return [{ verb, tabletTypes, leavesRules: false, sourceKeyspace, targetKeyspace: move.targetKeyspace, tables }];
  }
  const execution = await records.executions.get(id);
  if (execution === undefined) return [];
  return [toRulesStep(execution, tabletTypes, await readRestoreGoal(records, execution.proposal, move.cluster, before))];
}

/** The rules that a restore leads to from these; undefined for other proposals, and if the snapshot is no longer kept. */
export async function readRestoreGoal(
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
