import type { Answer } from "../../core/answers.ts";
import type { Move } from "../../core/moves.ts";
import { moveId, qualified } from "../../core/names.ts";
import type { MirrorOptions } from "../../core/options.ts";
import type { RulesStep } from "../../core/rules/change.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { refuse } from "../refusals.ts";
import { aroundStep } from "../rules/around-step.ts";
import { isBeingCarriedOut, touch } from "./start-stop.ts";
import { tell } from "../watch/tell.ts";

/**
 * MirrorTraffic: a share of the SELECTs goes to the target as well. Idempotent; 0 ends it. Nothing is written and no answer comes from the
 * target, so one operator may; but both sides do the work, and Vitess warns of it in production (vitess.md §6a).
 */
export async function mirrorTraffic(deps: VerbDeps, move: Move, options: MirrorOptions, asker: Asker): Promise<Answer> {
  const vitess = deps.vitess(move.name.cluster);
  if (await isBeingCarriedOut(deps, move)) return refuse("execution-running", qualified(move.name));
  const [workflow] = await vitess.workflows(move.name.targetKeyspace, { workflow: move.name.workflow });
  if (workflow === undefined) return refuse("unknown-workflow", qualified(move.name));

  await touch(deps, move);
  const id = moveId(move.name);
  const { percent, tabletTypes } = options;
  const call = (): Promise<void> => vitess.mirrorTraffic(move.name, options);
  const snapshot = await aroundStep(deps, vitess, move.name, stepOf(move, options), `mirror:${id}:${asker.by}:${asker.at}`, call);
  await deps.records.addEntry(id, { kind: "mirrored", by: asker.by, percent, tabletTypes, snapshot }, `mirrored:${asker.at}`);
  await deps.records.audit({ kind: "mirrored", moveId: id, by: asker.by, facts: { percent, types: tabletTypes.join(",") } });
  await tell(deps.jobs, id);
  await deps.jobs.watchKeyspace(move.name.cluster, move.name.targetKeyspace);
  return { kind: "receipt", move: move.name, doing: "mirror", tables: move.tables, sourceKeyspace: move.sourceKeyspace };
}

/** Vitess 23 and earlier take other workflows' mirror rules of a table away with 0 percent (#19133): that is told. */
function stepOf({ sourceKeyspace, name, tables }: Move, { tabletTypes }: MirrorOptions): RulesStep {
  return { verb: "mirror", tabletTypes, leavesRules: false, sourceKeyspace, targetKeyspace: name.targetKeyspace, tables };
}
