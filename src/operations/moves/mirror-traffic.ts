import type { Answer } from "../../core/command/answers.ts";
import type { Move } from "../../core/move/moves.ts";
import { moveId, qualifyName } from "../../core/vitess/names.ts";
import type { MirrorOptions } from "../../core/options/options.ts";
import type { RulesStep } from "../../core/rules/change.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { watchJob } from "../../core/announce/wanted-jobs.ts";
import { note } from "../announce/note.ts";
import { refuse } from "../refusals.ts";
import { runInTurn, type StillMine } from "../leases/turns.ts";
import { runStepWithRules } from "../rules/around-step.ts";
import { isBeingCarriedOut, noteTouch } from "./start-stop.ts";

/**
 * MirrorTraffic: sends a share of the SELECTs to the target as well. Idempotent; 0 ends it. Writes nothing, and the target's answers are
 * not used, so one operator may; but both sides work, and Vitess advises against it in production (docs/facts/mirror-traffic.md#cost).
 */
export async function mirrorTraffic(deps: VerbDeps, move: Move, options: MirrorOptions, asker: Asker): Promise<Answer> {
  const vitess = deps.vitess(move.name.cluster);
  if (await isBeingCarriedOut(deps, move)) return refuse("execution-running", qualifyName(move.name));
  const [workflow] = await vitess.workflows(move.name.targetKeyspace, { workflow: move.name.workflow });
  if (workflow === undefined) return refuse("unknown-workflow", qualifyName(move.name));

  const step = { id: asker.id, move: move.name, verb: "mirror", tabletTypes: options.tabletTypes } as const;
  return runInTurn(deps, step, (stillMine) => mirrorNow(deps, move, { options, stillMine }, asker));
}

async function mirrorNow(
  deps: VerbDeps,
  move: Move,
  { options, stillMine }: { readonly options: MirrorOptions; readonly stillMine: StillMine },
  asker: Asker,
): Promise<Answer> {
  const vitess = deps.vitess(move.name.cluster);
  await noteTouch(deps, move);
  const { percent, tabletTypes } = options;
  const call = (): Promise<void> => vitess.mirrorTraffic(move.name, options);
  const key = `mirror:${moveId(move.name)}:${asker.by}:${asker.at}`;
  const about = { name: move.name, step: mirrorStep(move, options), key, id: asker.id };
  const snapshot = await runStepWithRules(deps, vitess, about, { stillMine, call });
  if (typeof snapshot !== "string") return snapshot;
  await note(deps, move.name, {
    entry: { body: { kind: "mirrored", by: asker.by, percent, tabletTypes, snapshot }, key: `mirrored:${asker.at}` },
    audit: { kind: "mirrored", by: asker.by, facts: { percent, types: tabletTypes.join(",") } },
    jobs: [watchJob(move.name)],
  });
  return { kind: "receipt", move: move.name, doing: "mirror", tables: move.tables, sourceKeyspace: move.sourceKeyspace };
}

/** With 0 percent Vitess 23 and earlier also remove other workflows' rules (docs/facts/mirror-traffic.md#percent); Tandem says so. */
function mirrorStep({ sourceKeyspace, name, tables }: Move, { tabletTypes }: MirrorOptions): RulesStep {
  return { verb: "mirror", tabletTypes, leavesRules: false, sourceKeyspace, targetKeyspace: name.targetKeyspace, tables };
}
