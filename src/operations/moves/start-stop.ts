import type { Answer } from "../../core/answers.ts";
import type { Move } from "../../core/moves.ts";
import { moveId, qualified } from "../../core/names.ts";
import { FROZEN, isSwitching } from "../../core/state/phase.ts";
import type { LockHolder } from "../../core/readings.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { refuse } from "../refusals.ts";

/**
 * Starts or stops the streams of a move, all or those of some shards. Idempotent: Vitess sets a state. A stream that a switch has stopped must not be started: that
 * would write old rows over new ones (vitess.md, 23.0.3 item 27).
 */
export async function startOrStop(
  deps: VerbDeps,
  move: Move,
  doing: "start" | "stop",
  asker: Asker,
  shards: readonly string[] = [],
): Promise<Answer> {
  const vitess = deps.vitess(move.name.cluster);
  if (await isBeingCarriedOut(deps, move)) return refuse("execution-running", qualified(move.name));
  const [workflow] = await vitess.workflows(move.name.targetKeyspace, { workflow: move.name.workflow });
  if (workflow === undefined) return refuse("unknown-workflow", qualified(move.name));
  const switched = workflow.streams.some((stream) => stream.message === FROZEN || stream.message === "stopped for cutover");
  if (switched) return refuse("frozen", qualified(move.name));
  const isAtomic = workflow.subType === "AtomicCopy" && workflow.streams.some((stream) => stream.copyStates.length > 0);
  if (doing === "start" && isAtomic) return refuse("atomic-copy-stopped", qualified(move.name));
  // A switch from elsewhere stops the streams in a moment; one that is started again right then writes old rows over new ones.
  const young = await youngHolders(deps, move);
  if (young.some(({ action }) => action.includes("Switch"))) return refuse("workflow-locked", qualified(move.name));

  await touch(deps, move);
  await vitess.setRunning(move.name, doing === "start" ? "Running" : "Stopped", shards);
  if (doing === "start" && workflow.streams.some((stream) => stream.state === "Stopped")) {
    await deps.records.moves.change(moveId(move.name), (current, now) => ({ write: { ...current, startedAt: now }, result: undefined }));
  }
  const kind = doing === "start" ? "started" : "stopped";
  await deps.records.addEntry(moveId(move.name), { kind, by: asker.by }, `${kind}:${asker.at}`);
  await deps.records.audit({ kind, moveId: moveId(move.name), by: asker.by, facts: {} });
  await deps.jobs.publishThread(moveId(move.name));
  await deps.jobs.watchKeyspace(move.name.cluster, move.name.targetKeyspace);
  return { kind: "receipt", move: move.name, doing, tables: move.tables, sourceKeyspace: move.sourceKeyspace };
}

/** Who has held the workflow's lock for no longer than a switch lasts: whatever they do is likely still under way. */
export async function youngHolders(deps: Pick<VerbDeps, "records" | "vitess">, { name }: Move): Promise<readonly LockHolder[]> {
  const lockHolders = await deps.vitess(name.cluster).lockHolders(name);
  return isSwitching({ at: await deps.records.now(), lockHolders }) ? lockHolders : [];
}

/** Notes that Tandem is about to change something itself, so that the change is not told as somebody else's. */
export async function touch({ records }: Pick<VerbDeps, "records">, { name }: Move): Promise<void> {
  await records.moves.change(moveId(name), (current, now) => ({ write: { ...current, touchedAt: now }, result: undefined }));
}

/** True while an act on this move has no outcome yet. Its switch stops and starts the streams itself. */
export async function isBeingCarriedOut({ records }: Pick<VerbDeps, "records">, { name }: Move): Promise<boolean> {
  return (await records.executions.unsettled()).some((one) => one.outcome === undefined && moveId(one.move) === moveId(name));
}
