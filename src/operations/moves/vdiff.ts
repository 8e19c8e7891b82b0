import type { Answer } from "../../core/answers.ts";
import { followedState, type Move, remembering } from "../../core/moves.ts";
import { moveId, qualified } from "../../core/names.ts";
import type { VDiffOptions } from "../../core/options.ts";
import { FROZEN, isCopying } from "../../core/state/phase.ts";
import { vdiffVerdict } from "../../core/vdiff/verdict.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { Fault } from "../fault.ts";
import { note } from "../note.ts";
import { lookAtVDiff } from "../watch/look-at-vdiff.ts";
import { refuse } from "../refusals.ts";
import { isBeingCarriedOut } from "./start-stop.ts";

/**
 * Starts a VDiff under a uuid that is known before the call, so that a lost answer can be looked up. Refused while rows are copied
 * (Vitess 19 and earlier would start it and report false differences), after the switch, and while another one runs.
 */
export async function createVDiff(
  deps: VerbDeps,
  move: Move,
  { uuid, options }: { readonly uuid: string; readonly options: VDiffOptions },
  asker: Asker,
): Promise<Answer> {
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
  await note(deps, move.name, {
    entry: { body: { kind: "vdiff-started", by: asker.by, uuid }, key: `vdiff:${uuid}` },
    audit: { kind: "vdiff-started", by: asker.by, facts: { uuid } },
    change: (current, now) => remembering(current, { vdiff: { uuid, startedBy: asker.by, startedAt: now } }),
    jobs: [{ job: "watch-vdiff", moveId: moveId(move.name) }],
  });
  return receipt(move, "vdiff-create");
}

/** What is to become of a VDiff. `shards` empty: on all. */
interface VDiffChange {
  readonly uuid: string;
  readonly change: "stop" | "resume" | "delete";
  readonly shards?: readonly string[];
}

/** Stop, resume, delete. Each sets a state, so asking again is harmless. `uuid` is `all` only for delete. */
export async function changeVDiff(deps: VerbDeps, move: Move, { uuid, change, shards = [] }: VDiffChange, asker: Asker): Promise<Answer> {
  const vitess = deps.vitess(move.name.cluster);
  // It takes the workflow's lock and stops the streams, as a new one does.
  if (change === "resume" && (await isBeingCarriedOut(deps, move))) return refuse("execution-running", qualified(move.name));
  if (uuid !== "all" && (await find(deps, move, uuid)) === undefined) return refuse("no-vdiff", qualified(move.name));
  if (change === "stop") await vitess.vdiffStop(move.name, uuid, shards);
  if (change === "resume") await vitess.vdiffResume(move.name, uuid, shards);
  if (change === "delete") await vitess.vdiffDelete(move.name, uuid);

  const word = ({ stop: "stopped", resume: "resumed", delete: "deleted" } as const)[change];
  await note(deps, move.name, {
    entry: { body: { kind: "vdiff-changed", by: asker.by, uuid, change: word }, key: `vdiff-${change}:${uuid}:${asker.at}` },
    audit: { kind: `vdiff-${word}`, by: asker.by, facts: { uuid } },
    change: (current, now) => {
      if (change === "resume") return remembering(current, { vdiff: { uuid, startedBy: asker.by, startedAt: now } });
      return uuid === "all" || followedState(current)?.vdiff?.uuid === uuid ? withoutVDiff(current) : current;
    },
    jobs: change === "resume" ? [{ job: "watch-vdiff", moveId: moveId(move.name) }] : [],
  });
  return receipt(move, `vdiff-${change}`);
}

/** A VDiff that was stopped or deleted has no report to come. */
export function withoutVDiff(move: Move): Move {
  if (move.state.kind !== "followed") return move;
  const { vdiff: _gone, ...state } = move.state;
  return { ...move, state };
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
