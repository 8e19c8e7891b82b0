import type { Answer } from "../../core/answers.ts";
import type { Move } from "../../core/moves.ts";
import { moveId, qualified } from "../../core/names.ts";
import type { VDiffOptions } from "../../core/options.ts";
import { FROZEN, isCopying } from "../../core/state/phase.ts";
import { vdiffVerdict } from "../../core/vdiff/verdict.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { Fault } from "../fault.ts";
import { lookAtVDiff } from "../watch/look-at-vdiff.ts";
import { refuse } from "../refusals.ts";
import { isBeingCarriedOut } from "./start-stop.ts";
import { tell } from "../watch/tell.ts";

/**
 * Starts a VDiff under a uuid that is known before the call, so that a lost answer can be looked up. Refused while rows are copied
 * (Vitess 19 and earlier would start it and report false differences), after the switch, and while another one runs.
 */
export async function createVDiff(deps: VerbDeps, move: Move, uuid: string, options: VDiffOptions, asker: Asker): Promise<Answer> {
  const vitess = deps.vitess(move.name.cluster);
  // A VDiff stops the streams between two tables and takes the workflow's lock: a switch would wait for it, or find another state.
  if (await isBeingCarriedOut(deps, move)) return refuse("execution-running", qualified(move.name));
  const [workflow] = await vitess.workflows(move.name.targetKeyspace, { workflow: move.name.workflow });
  if (workflow === undefined) return refuse("unknown-workflow", qualified(move.name));
  if (workflow.streams.some((stream) => stream.message === FROZEN)) return refuse("vdiff-after-switch", qualified(move.name));
  if (isCopying(workflow)) return refuse("vdiff-while-copying", qualified(move.name));
  const newest = await vitess.vdiff(move.name);
  if (newest !== undefined && newest.uuid !== uuid && vdiffVerdict(newest, move.tables).kind === "running")
    return refuse("vdiff-running", newest.uuid);

  try {
    if (newest?.uuid !== uuid) await vitess.vdiffCreate(move.name, uuid, options);
  } catch (error) {
    const lost = error instanceof Fault && (error.kind === "timed-out" || error.kind === "unreachable");
    if (!lost || (await vitess.vdiff(move.name, uuid)) === undefined) throw error;
  }
  await deps.records.moves.change(moveId(move.name), (current, now) => ({
    write: { ...current, vdiff: { uuid, startedBy: asker.by, startedAt: now, reported: false } },
    result: undefined,
  }));
  await deps.records.addEntry(moveId(move.name), { kind: "vdiff-started", by: asker.by, uuid }, `vdiff:${uuid}`);
  await deps.records.audit({ kind: "vdiff-started", moveId: moveId(move.name), by: asker.by, facts: { uuid } });
  await tell(deps.jobs, moveId(move.name));
  await deps.jobs.watchVDiff(moveId(move.name));
  return receipt(move, "vdiff-create");
}

/** Stop, resume, delete. Each sets a state, so asking again is harmless. `uuid` is `all` only for delete. */
export async function changeVDiff(
  deps: VerbDeps,
  move: Move,
  uuid: string,
  change: "stop" | "resume" | "delete",
  asker: Asker,
  shards: readonly string[] = [],
): Promise<Answer> {
  const vitess = deps.vitess(move.name.cluster);
  // It takes the workflow's lock and stops the streams, as a new one does.
  if (change === "resume" && (await isBeingCarriedOut(deps, move))) return refuse("execution-running", qualified(move.name));
  if (uuid !== "all" && (await find(deps, move, uuid)) === undefined) return refuse("no-vdiff", qualified(move.name));
  if (change === "stop") await vitess.vdiffStop(move.name, uuid, shards);
  if (change === "resume") await vitess.vdiffResume(move.name, uuid, shards);
  if (change === "delete") await vitess.vdiffDelete(move.name, uuid);

  const word = ({ stop: "stopped", resume: "resumed", delete: "deleted" } as const)[change];
  await deps.records.moves.change(moveId(move.name), (current, now) => {
    const { vdiff: _gone, ...rest } = current;
    if (change === "resume")
      return { write: { ...rest, vdiff: { uuid, startedBy: asker.by, startedAt: now, reported: false } }, result: undefined };
    return { write: current.vdiff?.uuid === uuid || uuid === "all" ? rest : current, result: undefined };
  });
  await deps.records.addEntry(
    moveId(move.name),
    { kind: "vdiff-changed", by: asker.by, uuid, change: word },
    `vdiff-${change}:${uuid}:${asker.at}`,
  );
  await deps.records.audit({ kind: `vdiff-${word}`, moveId: moveId(move.name), by: asker.by, facts: { uuid } });
  await tell(deps.jobs, moveId(move.name));
  if (change === "resume") await deps.jobs.watchVDiff(moveId(move.name));
  return receipt(move, `vdiff-${change}`);
}

/** The newest VDiff, the named one, or the list of all. */
export async function showVDiff(deps: VerbDeps, move: Move, arg: string): Promise<Answer> {
  const { name } = move;
  if (arg === "all") return { kind: "vdiff-list", name, vdiffs: await deps.vitess(name.cluster).vdiffs(name) };
  const vdiff = await find(deps, move, arg === "last" ? undefined : arg);
  if (vdiff === undefined) return refuse("no-vdiff", qualified(name));
  return { kind: "vdiff", name, vdiff, verdict: vdiffVerdict(vdiff, move.tables) };
}

/** Vitess answers a stop of a bogus uuid with OK (23.0.3 item 13): so it is looked up first. */
async function find(deps: VerbDeps, { name }: Move, uuid: string | undefined): ReturnType<ReturnType<VerbDeps["vitess"]>["vdiff"]> {
  try {
    return await lookAtVDiff(deps.vitess(name.cluster), name, uuid);
  } catch (error) {
    if (error instanceof Fault && error.kind === "not-found") return undefined;
    throw error;
  }
}

function receipt(move: Move, doing: "vdiff-create" | "vdiff-stop" | "vdiff-resume" | "vdiff-delete"): Answer {
  return { kind: "receipt", move: move.name, doing, tables: move.tables, sourceKeyspace: move.sourceKeyspace };
}
