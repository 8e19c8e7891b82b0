import type { Answer } from "../../core/command/answers.ts";
import { type Move, updateFollowed } from "../../core/move/moves.ts";
import { moveId, qualifyName, type Shard } from "../../core/vitess/names.ts";
import { startStopRefusal } from "../../core/operation/outcome/start-stop.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { watchJob } from "../../core/announce/wanted-jobs.ts";
import { note } from "../announce/note.ts";
import { refuse } from "../refusals.ts";

/** Starts or stops the streams of a move, all or those of some shards, unless {@link startStopRefusal}. Idempotent: Vitess sets a state. */
export async function startOrStop(
  deps: VerbDeps,
  move: Move,
  { doing, shards }: { readonly doing: "start" | "stop"; readonly shards: readonly Shard[] },
  asker: Asker,
): Promise<Answer> {
  const vitess = deps.vitess(move.name.cluster);
  if (await isBeingCarriedOut(deps, move)) return refuse("execution-running", qualifyName(move.name));
  const [workflow] = await vitess.workflows(move.name.targetKeyspace, { workflow: move.name.workflow });
  if (workflow === undefined) return refuse("unknown-workflow", qualifyName(move.name));
  const lockHolders = await vitess.lockHolders(move.name, move.sourceKeyspace);
  const refusal = startStopRefusal(doing, { at: await deps.records.now(), workflow, lockHolders });
  if (refusal !== undefined) return refuse(refusal, qualifyName(move.name));

  await noteTouch(deps, move);
  await vitess.setRunning(move.name, doing === "start" ? "Running" : "Stopped", shards);
  const kind = doing === "start" ? "started" : "stopped";
  const wasStopped = workflow.streams.some((stream) => stream.state === "Stopped");
  await note(deps, move.name, {
    entry: { body: { kind, by: asker.by }, key: `${kind}:${asker.at}` },
    audit: { kind, by: asker.by, facts: {} },
    change: (current, now) =>
      doing === "start" ? noteStarted(current, wasStopped ? now : undefined) : updateFollowed(current, { stoppedBy: asker.by }),
    jobs: [watchJob(move.name)],
  });
  return { kind: "receipt", move: move.name, doing, tables: move.tables, sourceKeyspace: move.sourceKeyspace };
}

/** Forgets comparisons from before the streams started: they say nothing about later rows. `at`: absent if the streams ran already. */
function noteStarted(move: Move, at: Instant | undefined): Move {
  if (move.state.kind !== "followed") return move;
  const { stoppedBy: _by, ...state } = move.state;
  return { ...move, state: at === undefined ? state : { ...state, startedAt: at } };
}

/** Notes that Tandem is about to change something, so that the change is not announced as somebody else's. */
export async function noteTouch({ records }: Pick<VerbDeps, "records">, { name }: Move): Promise<void> {
  await records.moves.change(moveId(name), (current, now) => ({ write: updateFollowed(current, { editedAt: now }), result: undefined }));
}

/** True while an operation on this move has no outcome yet. A switch stops and starts the streams itself. */
export async function isBeingCarriedOut({ records }: Pick<VerbDeps, "records">, { name }: Move): Promise<boolean> {
  return (await records.dossier(moveId(name))).live.execution !== undefined;
}
