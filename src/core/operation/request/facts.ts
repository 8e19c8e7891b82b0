import { type Move, ownCleanVDiff } from "../../move/moves.ts";
import { type MoveName, type Keyspace, type Shard, type TableName, isTableName } from "../../vitess/names.ts";
import { FROZEN, hasError, isRunning } from "../../move/phase.ts";
import { listTablesDeniedBySide } from "../../move/blocked-writes.ts";
import { deriveMoveKind, type MoveKind, doReadsStay } from "../../move/kind.ts";
import type { DeniedTables, Reading, Rules, Workflow } from "../../readings/readings.ts";
import type { VDiff } from "../../vdiff/vdiff.ts";
import { type VDiffVerdict, reachVDiffVerdict } from "../../vdiff/verdict.ts";
import type { TabletType } from "../../options/kinds.ts";

/** The facts about one workflow that approvers see and that must still hold when the operation runs. */
export interface WorkflowFacts {
  readonly sourceKeyspace: Keyspace;
  readonly sourceShards: readonly Shard[];
  readonly targetShards: readonly Shard[];
  readonly tables: readonly TableName[];
  /** Absent for a move of whole tables, and in records of older releases. */
  readonly kind?: Exclude<MoveKind, "tables">;
  /** One tenant's move on a release that cannot switch even its reads back. */
  readonly readsStay?: true;
  /** Vitess's own words. */
  readonly trafficState: string;
  /** `2 running`, `1 running, 1 stopped`, … in sorted order. */
  readonly streams: readonly string[];
  /** `shard/id` of each stream: a workflow recreated under the same name has other ids. Missing in records of older releases. */
  readonly identity?: readonly string[];
  /** The rules that route these tables, without mirror rules. Missing in records of older releases. */
  readonly rules?: Rules;
  /** `commerce/0: customer`, one for each shard that denies any of these tables. Missing in records of older releases. */
  readonly denied?: readonly string[];
  readonly reverse: "running" | "in error" | "stopped" | "absent";
  /** The newest one. */
  readonly vdiff?: { readonly uuid: string; readonly verdict: VDiffVerdict["kind"] };
}

/** The facts of a rescue: which tables were denied by the side that routing sends their writes to, when somebody asked to unblock them. */
export interface RescueFacts {
  /** The target after a reverse that broke off: writes still go there. */
  readonly side: "source" | "target";
  readonly sourceKeyspace: Keyspace;
  readonly sourceShards: readonly Shard[];
  readonly targetShards: readonly Shard[];
  /** The move's tables. */
  readonly tables: readonly TableName[];
  readonly denied: readonly TableName[];
  /** What unblocks writes. Absent: clean the records and have tablets read them. `serve`: have every cell serve the saved rules. */
  readonly remedy?: "serve";
  /** The record was already clean when the rescue was asked for: only refresh the tablets. */
  readonly refreshOnly?: true;
}

/** The keyspace whose writes a rescue unblocks. */
export function pickKeyspaceToUnblock(
  { targetKeyspace }: Pick<MoveName, "targetKeyspace">,
  { side, sourceKeyspace }: RescueFacts,
): Keyspace {
  return side === "source" ? sourceKeyspace : targetKeyspace;
}

/** The rescue's tables that its side still denies, per shard: what is left to unblock. */
export function findStillDenied(
  { move, side, denied, ...facts }: RescueFacts & { readonly move: MoveName },
  reading: Reading,
): readonly DeniedTables[] {
  return listTablesDeniedBySide({ ...facts, targetKeyspace: move.targetKeyspace }, side, denied, reading);
}

/**
 * The facts of a move as a reading and the newest VDiff show them; if Vitess has forgotten the VDiff, Tandem's own record of it counts.
 * Undefined when the workflow is gone.
 */
export function toFacts(move: Pick<Move, "tables" | "state">, reading: Reading, vdiff: VDiff | undefined): WorkflowFacts | undefined {
  const { workflow } = reading;
  if (workflow === undefined) return undefined;
  const tables = listWorkflowTables(workflow);
  const kind = deriveMoveKind(reading);
  return {
    sourceKeyspace: workflow.sourceKeyspace,
    sourceShards: workflow.sourceShards.toSorted(),
    targetShards: workflow.targetShards.toSorted(),
    tables,
    ...(kind === "tables" ? {} : { kind }),
    ...(doReadsStay(reading) ? { readsStay: true as const } : {}),
    trafficState: reading.trafficState ?? "",
    streams: describeStreamStates(workflow),
    identity: workflow.streams.map(({ shard, id }) => `${shard}/${id}`).toSorted(),
    rules: { ...reading.rules, mirrors: [] },
    denied: describeDeniedTables(reading, tables),
    reverse: reverseWord(reading.reverse),
    ...toVDiffField(move, vdiff),
  };
}

function toVDiffField(move: Pick<Move, "tables" | "state">, vdiff: VDiff | undefined): Pick<WorkflowFacts, "vdiff"> {
  if (vdiff !== undefined) return { vdiff: { uuid: vdiff.uuid, verdict: reachVDiffVerdict(vdiff, move.tables).kind } };
  const own = ownCleanVDiff(move);
  return own === undefined ? {} : { vdiff: { uuid: own.uuid, verdict: "clean" } };
}

/** What an operation's plan has done to the traffic so far. */
export interface TrafficMade {
  readonly verb: "switch" | "reverse";
  readonly types: readonly TabletType[];
  readonly cells: readonly string[];
}

/** The tables of a workflow, sorted, from the match rules of its streams; patterns, which only other kinds of workflow have, are left out. */
export function listWorkflowTables(workflow: Workflow): readonly TableName[] {
  return [...new Set(workflow.streams.flatMap((stream) => stream.tables))].filter(isTableName).toSorted();
}

/** How many streams are in which state of health, such as `2 running`. A stream that never found a source is not `running`. */
function describeStreamStates(workflow: Workflow): readonly string[] {
  const counts = new Map<string, number>();
  for (const stream of workflow.streams) {
    const idle = stream.state === "Running" && stream.position === "" ? "waiting for a source tablet" : stream.state.toLowerCase();
    const word = hasError(stream) ? "in error" : stream.message === FROZEN ? "frozen" : idle;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${count} ${word}`).toSorted();
}

function describeDeniedTables({ denied }: Reading, tables: readonly TableName[]): readonly string[] {
  return denied
    .map(({ keyspace, shard, tables: names }) => ({ where: `${keyspace}/${shard}`, own: names.filter((name) => tables.includes(name)) }))
    .filter(({ own }) => own.length > 0)
    .map(({ where, own }) => `${where}: ${own.toSorted().join(", ")}`)
    .toSorted();
}

function reverseWord(reverse: Workflow | undefined): WorkflowFacts["reverse"] {
  if (reverse === undefined) return "absent";
  if (isRunning(reverse)) return "running";
  return reverse.streams.some(hasError) ? "in error" : "stopped";
}
