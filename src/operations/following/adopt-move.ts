import { isActive, type Move } from "../../core/move/moves.ts";
import type { Answer } from "../../core/command/answers.ts";
import { type ClusterName, type Keyspace, type MoveName, moveId, qualifyName } from "../../core/vitess/names.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import { listWorkflowTables } from "../../core/operation/request/facts.ts";
import { beginMove } from "./begin-move.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { refuseUnknownKeyspace } from "../clusters/look-around.ts";
import { watchJob } from "../../core/announce/wanted-jobs.ts";
import { note } from "../announce/note.ts";
import { refuse } from "../refusals.ts";
import { listUnfollowed } from "./scan-clusters.ts";
import { estimateSizes } from "../readings/table-sizes.ts";

/**
 * The move of this name: the one that Tandem follows, or one begun elsewhere, which it follows from now on with the asker's channel as
 * home. Refused when Vitess has no such workflow, or one that is not MoveTables.
 */
export async function findOrAdoptMove(deps: VerbDeps, name: MoveName, asker: Asker): Promise<Move | Refused> {
  const recorded = await deps.records.moves.get(moveId(name));
  if (recorded !== undefined && isActive(recorded)) return recorded;

  const vitess = deps.vitess(name.cluster);
  const keyspaces = await vitess.keyspaces();
  if (!keyspaces.includes(name.targetKeyspace)) return refuse("unknown-keyspace", name.targetKeyspace, keyspaces);
  const workflows = await vitess.workflows(name.targetKeyspace);
  const workflow = workflows.find((one) => one.name === name.workflow);
  if (workflow === undefined)
    return refuse(
      "unknown-workflow",
      qualifyName(name),
      workflows.map((one) => `${name.targetKeyspace}.${one.name}`),
    );
  if (workflow.type !== "MoveTables") return refuse("not-a-movetables", qualifyName(name));

  const tables = listWorkflowTables(workflow);
  await beginMove(deps, { name, sourceKeyspace: workflow.sourceKeyspace, tables, asker, adopted: true });
  await deps.records.saveSizes(moveId(name), await estimateSizes(vitess, workflow.sourceKeyspace, tables));
  await note(deps, name, {
    entry: { body: { kind: "adopted", by: asker.by }, key: `adopted:${asker.at}` },
    audit: { kind: "adopted", by: asker.by, facts: { tables: tables.join(",") } },
    jobs: [watchJob(name)],
  });
  return (await deps.records.moves.get(moveId(name))) ?? refuse("unknown-workflow", qualifyName(name));
}

/** Follows a workflow that was begun elsewhere, with the asker's channel as home. */
export async function adoptMove(deps: VerbDeps, name: MoveName, asker: Asker): Promise<Answer> {
  const recorded = await deps.records.moves.get(moveId(name));
  const isOwnSecondRun = recorded?.askedBy === asker.by && recorded.askedAt === asker.at;
  if (recorded !== undefined && isActive(recorded) && !isOwnSecondRun) return refuse("already-adopted", qualifyName(name));
  const move = await findOrAdoptMove(deps, name, asker);
  return isRefused(move) ? move : { kind: "adopted", keyspace: name.targetKeyspace, moves: [move.name] };
}

/** Follows every MoveTables workflow of a keyspace that nobody follows yet. */
export async function adoptAll(deps: VerbDeps, cluster: ClusterName, keyspace: Keyspace, asker: Asker): Promise<Answer> {
  const unknown = await refuseUnknownKeyspace(deps.vitess(cluster), keyspace);
  if (unknown !== undefined) return unknown;
  const adopted: MoveName[] = [];
  for (const { name: workflow } of await listUnfollowed(deps, cluster, keyspace)) {
    const move = await findOrAdoptMove(deps, { cluster, targetKeyspace: keyspace, workflow }, asker);
    if (!isRefused(move)) adopted.push(move.name);
  }
  return { kind: "adopted", keyspace, moves: adopted };
}

/** True for a refusal, where a function returns a record or a refusal. */
export function isRefused(value: object): value is Refused {
  return "kind" in value && value.kind === "refused";
}
