import type { Answer } from "../../core/command/answers.ts";
import type { Move } from "../../core/move/moves.ts";
import { qualifyName } from "../../core/vitess/names.ts";
import type { UpdateOptions } from "../../core/options/options.ts";
import { findUpdateRefusal } from "../../core/operation/outcome/start-stop.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { watchJob } from "../../core/announce/wanted-jobs.ts";
import { note } from "../announce/note.ts";
import { refuse } from "../refusals.ts";
import { isBeingCarriedOut, noteTouch } from "./start-stop.ts";

/**
 * Workflow update: sets what the options name on every stream, or on those of the named shards, and keeps everything else. Vitess stops and
 * starts the streams for it, so {@link findUpdateRefusal} says when it is refused. Idempotent.
 */
export async function updateMove(deps: VerbDeps, move: Move, options: UpdateOptions, asker: Asker): Promise<Answer> {
  const vitess = deps.vitess(move.name.cluster);
  if (await isBeingCarriedOut(deps, move)) return refuse("execution-running", qualifyName(move.name));
  const [workflow] = await vitess.workflows(move.name.targetKeyspace, { workflow: move.name.workflow });
  if (workflow === undefined) return refuse("unknown-workflow", qualifyName(move.name));
  const lockHolders = await vitess.lockHolders(move.name, move.sourceKeyspace);
  const refusal = findUpdateRefusal({ at: await deps.records.now(), workflow, lockHolders });
  if (refusal !== undefined) return refuse(refusal, qualifyName(move.name));

  await noteTouch(deps, move);
  await vitess.updateWorkflow(move.name, options);
  const changes = describeChanges(options);
  await note(deps, move.name, {
    entry: { body: { kind: "updated", by: asker.by, changes }, key: `updated:${asker.at}` },
    audit: { kind: "updated", by: asker.by, facts: { changes: changes.join("; ") } },
    jobs: [watchJob(move.name)],
  });
  return { kind: "receipt", move: move.name, doing: "update", tables: move.tables, sourceKeyspace: move.sourceKeyspace };
}

/** What is set, one phrase per field, for the thread and the audit: `cells: zone1, zone2`. */
function describeChanges({ cells, tabletTypes, tabletTypesInOrder, onDdl, configOverrides, shards }: UpdateOptions): readonly string[] {
  const settings = Object.entries(configOverrides ?? {}).map(([name, value]) => `${name}=${value}`);
  return [
    ...(cells === undefined ? [] : [`cells: ${cells.join(", ") || "none"}`]),
    ...(tabletTypes === undefined ? [] : [`tablet types: ${tabletTypes.join(", ")}`]),
    ...(tabletTypesInOrder === undefined ? [] : [tabletTypesInOrder ? "tablet types in this order" : "tablet types in any order"]),
    ...(onDdl === undefined ? [] : [`on DDL: ${onDdl}`]),
    ...(configOverrides === undefined ? [] : [`settings: ${settings.join(", ") || "none of its own"}`]),
    ...(shards.length === 0 ? [] : [`only shards ${shards.join(", ")}`]),
  ];
}
