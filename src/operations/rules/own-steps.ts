import { moveId } from "../../core/names.ts";
import { followedState } from "../../core/moves.ts";
import type { RulesStep } from "../../core/rules/change.ts";
import type { Snapshot } from "../../core/rules/snapshots.ts";
import { rulesStepOf } from "../../core/rules/step.ts";
import { stepsSince, type TurnStep } from "../../core/turns/turns.ts";
import type { Records } from "../records.ts";

type Deps = Pick<Records, "turns" | "executions" | "moves" | "snapshot">;

/**
 * What other steps of Tandem's may have done to the rules of a cluster since a snapshot: those that had the turn at some time since. One at a
 * time they meet only where a worker died and its turn lapsed, or in a create that outlasts its turn.
 */
export async function otherSteps(records: Deps, { cluster, at }: Snapshot, id: string): Promise<readonly RulesStep[]> {
  const steps = await records.turns(cluster, (turns) => ({ result: stepsSince(turns, at, id) }));
  const found = await Promise.all(steps.map((step) => rulesStep(records, step)));
  return found.flat();
}

/** None of a step whose records are gone: then nothing is explained by it. */
async function rulesStep(records: Deps, { id, move, verb, tabletTypes }: TurnStep): Promise<readonly RulesStep[]> {
  if (verb === "create" || verb === "mirror") {
    const known = await records.moves.get(moveId(move));
    if (known === undefined || (verb === "mirror" && followedState(known) === undefined)) return [];
    const { sourceKeyspace, tables } = known;
    return [{ verb, tabletTypes, leavesRules: false, sourceKeyspace, targetKeyspace: move.targetKeyspace, tables }];
  }
  const execution = await records.executions.get(id);
  if (execution === undefined) return [];
  const { proposal } = execution;
  const saved = proposal.kind === "restore" ? (await records.snapshot(move.cluster, proposal.restore.snapshot))?.rules : undefined;
  return [rulesStepOf(execution, tabletTypes, saved)];
}
