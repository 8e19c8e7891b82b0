import type { Answer } from "../../core/command/answers.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import { findFollowed, isBeforeRollback, type Move, updateFollowed, type VDiffOfMove } from "../../core/move/moves.ts";
import { moveId, qualifyName, type Shard, type TableName } from "../../core/vitess/names.ts";
import { VDIFF_DEFAULTS, type VDiffOptions } from "../../core/options/options.ts";
import { listWorkflowTables } from "../../core/operation/request/facts.ts";
import type { Workflow } from "../../core/readings/readings.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import { findVDiffRefusal } from "../../core/operation/outcome/vdiff-refusal.ts";
import { reachVDiffVerdict } from "../../core/vdiff/verdict.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { attempt, Fault, ignoreFault } from "../fault.ts";
import { readKnownMajor } from "../readings/known-major.ts";
import { note } from "../announce/note.ts";
import type { Vitess } from "../ports.ts";
import { lookAtVDiff } from "../readings/read-vdiff.ts";
import { listPrimaries } from "../readings/read-move.ts";
import { refuse } from "../refusals.ts";
import { isBeingCarriedOut } from "./start-stop.ts";

/** Vitess 14 can neither stop nor delete a VDiff (docs/facts/vdiff.md#no-stop-on-14). */
const VDIFF_STOPS_SINCE = 15;

/**
 * Starts a VDiff under a uuid chosen before the call, so that it can be found if the answer is lost. Refused while rows are copied (Vitess
 * 19 and earlier would report false differences), unless every stream runs, if a side lacks a table, after the switch, and while another
 * VDiff runs.
 */
export async function createVDiff(
  deps: VerbDeps,
  move: Move,
  { uuid, options }: { readonly uuid: string; readonly options: VDiffOptions },
  asker: Asker,
): Promise<Answer> {
  const vitess = deps.vitess(move.name.cluster);
  // A VDiff stops the streams between two tables and takes the workflow's lock: a switch would wait for it, or find another state.
  if (await isBeingCarriedOut(deps, move)) return refuse("execution-running", qualifyName(move.name));
  const [workflow] = await vitess.workflows(move.name.targetKeyspace, { workflow: move.name.workflow });
  if (workflow === undefined) return refuse("unknown-workflow", qualifyName(move.name));
  const refusal = findVDiffRefusal(workflow);
  if (refusal !== undefined) return refuse(refusal, qualifyName(move.name));
  const gone = await findMissingTable(vitess, workflow, options.tables.length > 0 ? options.tables : listWorkflowTables(workflow));
  if (gone !== undefined) return refuse("vdiff-table-gone", gone);
  const newest = await vitess.vdiff(move.name);
  if (
    newest !== undefined &&
    newest.uuid !== uuid &&
    reachVDiffVerdict(newest, move.tables).kind === "running" &&
    !(await isGivenUp(deps, move, newest))
  )
    return refuse("vdiff-running", newest.uuid);

  if (newest?.uuid !== uuid) {
    const lost = await attempt(() => vitess.vdiffCreate(move.name, uuid, options), "timed-out", "unreachable");
    if (lost instanceof Fault && (await vitess.vdiff(move.name, uuid)) === undefined) throw lost;
  }
  await note(deps, move.name, {
    entry: { body: { kind: "vdiff-started", by: asker.by, uuid }, key: `vdiff:${uuid}` },
    audit: { kind: "vdiff-started", by: asker.by, facts: { uuid } },
    change: (current, now) =>
      updateFollowed(current, { vdiff: { uuid, startedBy: asker.by, startedAt: now, ...rememberExtent(current, options) } }),
    jobs: [{ job: "watch-vdiff", moveId: moveId(move.name) }],
  });
  return composeVDiffReceipt(move, "vdiff-create");
}

type VDiffTold = Pick<VDiffOfMove, "asked" | "rowLimit" | "rowsBefore">;

/** What a VDiff was told to compare, and how many rows that were in the VDiff before. */
function rememberExtent(move: Move, { tables, limit }: VDiffOptions): VDiffTold {
  const before = findFollowed(move)?.vdiff;
  const isWhole = tables.length === 0 && limit === VDIFF_DEFAULTS.limit;
  // Tandem 0.2 and older did not keep what it asked for.
  const isComparable = before?.asked === undefined && before?.rowLimit === undefined && before?.report?.verdict === "clean";
  const rows = isWhole && isComparable ? before.report.rows : undefined;
  return {
    ...(tables.length === 0 ? {} : { asked: tables }),
    ...(limit === VDIFF_DEFAULTS.limit ? {} : { rowLimit: limit }),
    ...(rows === undefined ? {} : { rowsBefore: rows }),
  };
}

/** True if the VDiff was announced as standing still and the release cannot stop or delete it: it must not block the next one for ever. */
async function isGivenUp(deps: VerbDeps, move: Move, { uuid }: VDiff): Promise<boolean> {
  const own = findFollowed(move)?.vdiff;
  if (own?.uuid !== uuid || own.report?.verdict !== "failed") return false;
  return ((await readKnownMajor(deps, move.name.cluster)) ?? 0) < VDIFF_STOPS_SINCE;
}

/** The first of the tables that no primary of one side has. */
async function findMissingTable(vitess: Vitess, workflow: Workflow, tables: readonly TableName[]): Promise<string | undefined> {
  for (const keyspace of [workflow.sourceKeyspace, workflow.targetKeyspace]) {
    const primaries = listPrimaries(await vitess.tablets(keyspace));
    const there = new Set((await Promise.all(primaries.map(({ alias }) => vitess.tableNames(alias)))).flat());
    const missing = tables.find((table) => !there.has(table));
    if (missing !== undefined) return `${keyspace}.${missing}`;
  }
  return undefined;
}

/** What to do with a VDiff. `shards` empty: on all. */
interface VDiffChange {
  readonly uuid: string;
  readonly change: "stop" | "resume" | "delete";
  readonly shards?: readonly Shard[];
}

/** Stops, resumes or deletes a VDiff. Idempotent, because each sets a state. `uuid` may be `all` only for delete. */
export async function changeVDiff(deps: VerbDeps, move: Move, { uuid, change, shards = [] }: VDiffChange, asker: Asker): Promise<Answer> {
  const vitess = deps.vitess(move.name.cluster);
  // Resuming takes the workflow's lock and stops the streams, as a new VDiff does.
  if (change === "resume" && (await isBeingCarriedOut(deps, move))) return refuse("execution-running", qualifyName(move.name));
  if (change === "resume") {
    const [workflow] = await vitess.workflows(move.name.targetKeyspace, { workflow: move.name.workflow });
    if (workflow === undefined) return refuse("unknown-workflow", qualifyName(move.name));
    const refusal = findVDiffRefusal(workflow);
    if (refusal !== undefined) return refuse(refusal, qualifyName(move.name));
  }
  if (uuid !== "all" && (await lookUpVDiff(deps, move, uuid)) === undefined) return refuse("no-vdiff", qualifyName(move.name));
  const told = change === "resume" ? await readExtent(vitess, move, uuid) : {};
  if (change === "stop") await vitess.vdiffStop(move.name, uuid, shards);
  if (change === "resume") await vitess.vdiffResume(move.name, uuid, shards);
  if (change === "delete") await vitess.vdiffDelete(move.name, uuid);

  const word = ({ stop: "stopped", resume: "resumed", delete: "deleted" } as const)[change];
  await note(deps, move.name, {
    entry: { body: { kind: "vdiff-changed", by: asker.by, uuid, change: word }, key: `vdiff-${change}:${uuid}:${asker.at}` },
    audit: { kind: `vdiff-${word}`, by: asker.by, facts: { uuid } },
    change: (current, now) => {
      if (change === "resume") return updateFollowed(current, { vdiff: { uuid, startedBy: asker.by, startedAt: now, ...told } });
      return uuid === "all" || findFollowed(current)?.vdiff?.uuid === uuid ? withoutVDiff(current) : current;
    },
    jobs: change === "resume" ? [{ job: "watch-vdiff", moveId: moveId(move.name) }] : [],
  });
  return composeVDiffReceipt(move, `vdiff-${change}`);
}

/** What a VDiff to resume was told to compare: Vitess keeps that, while Tandem forgets a VDiff that it stopped and never knew others'. */
async function readExtent(vitess: Vitess, move: Move, uuid: string): Promise<VDiffTold> {
  const known = findFollowed(move)?.vdiff;
  const own: VDiffTold = known?.uuid === uuid ? known : {};
  const options = (await vitess.vdiffs(move.name)).find((one) => one.uuid === uuid)?.options;
  const { tables = [], maxRows } = options ?? {};
  // Before Vitess 18 Tandem remembers all tables by name.
  const isPartial = move.tables.some((table) => !tables.includes(table));
  // Vitess lists only the newest hundred.
  const asked = options === undefined ? own.asked : tables.length > 0 && isPartial ? tables : undefined;
  const rowLimit = options === undefined ? own.rowLimit : maxRows;
  return {
    ...(asked === undefined ? {} : { asked }),
    ...(rowLimit === undefined ? {} : { rowLimit }),
    ...(own.rowsBefore === undefined ? {} : { rowsBefore: own.rowsBefore }),
  };
}

/** Forgets a VDiff that was stopped or deleted: it will have no report. */
export function withoutVDiff(move: Move): Move {
  if (move.state.kind !== "followed") return move;
  const { vdiff: _gone, ...state } = move.state;
  return { ...move, state };
}

/** Shows the newest VDiff, the named one, or the list of all. */
export async function showVDiff(deps: VerbDeps, move: Move, arg: string): Promise<Answer> {
  const { name } = move;
  if (arg === "all") return { kind: "vdiff-list", name, vdiffs: await deps.vitess(name.cluster).vdiffs(name) };
  const vdiff = await lookUpVDiff(deps, move, arg === "last" ? undefined : arg);
  if (vdiff === undefined) return refuseForgotten(move, arg) ?? refuse("no-vdiff", qualifyName(name));
  const own = findFollowed(move)?.vdiff;
  const asked = (own?.uuid === vdiff.uuid ? own.asked : undefined) ?? vdiff.asked;
  return { kind: "vdiff", name, vdiff, verdict: reachVDiffVerdict(vdiff, move.tables), ...(asked === undefined ? {} : { asked }) };
}

/** What Tandem announced about a VDiff stays true when Vitess forgets it. */
function refuseForgotten(move: Move, arg: string): Refused | undefined {
  const own = findFollowed(move)?.vdiff;
  const at = own?.report?.completedAt;
  if (own === undefined || at === undefined || (arg !== "last" && arg !== own.uuid)) return undefined;
  return { ...refuse("vdiff-forgotten", qualifyName(move.name)), compared: { at, beforeRollback: isBeforeRollback(move, at) } };
}

/** Looks the uuid up first, because Vitess answers OK to a stop of any uuid (docs/facts/vdiff.md#stop-of-nothing). */
function lookUpVDiff(deps: VerbDeps, { name }: Move, uuid: string | undefined): ReturnType<ReturnType<VerbDeps["vitess"]>["vdiff"]> {
  return ignoreFault(() => lookAtVDiff(deps.vitess(name.cluster), name, uuid), "not-found");
}

function composeVDiffReceipt(move: Move, doing: "vdiff-create" | "vdiff-stop" | "vdiff-resume" | "vdiff-delete"): Answer {
  return { kind: "receipt", move: move.name, doing, tables: move.tables, sourceKeyspace: move.sourceKeyspace };
}
