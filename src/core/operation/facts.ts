import { type Move, ownCleanVDiff } from "../move/moves.ts";
import type { MoveName, Keyspace } from "../vitess/names.ts";
import type { TabletType } from "../options/options.ts";
import { FROZEN, hasError, isRunning } from "../move/phase.ts";
import { tablesDeniedAt } from "../move/blocked-writes.ts";
import { kindOf, type MoveKind, doReadsStay } from "../move/kind.ts";
import type { DeniedTables, Reading, Rules, Workflow } from "../readings/readings.ts";
import type { VDiff } from "../vdiff/vdiff.ts";
import { type VDiffVerdict, vdiffVerdict } from "../vdiff/verdict.ts";

/** The facts about one workflow that approvers see and that must still hold when the operation runs. */
export interface WorkflowFacts {
  readonly sourceKeyspace: Keyspace;
  readonly sourceShards: readonly string[];
  readonly targetShards: readonly string[];
  readonly tables: readonly string[];
  /** Absent where whole tables are moved, and in records of before. */
  readonly kind?: Exclude<MoveKind, "tables">;
  /** One tenant's move, on a release that does not switch its reads back either. */
  readonly readsStay?: true;
  /** Vitess's own words. */
  readonly trafficState: string;
  /** `2 running`, `1 running, 1 stopped`, … in sorted order. */
  readonly streams: readonly string[];
  /** `shard/id` of each stream: a workflow that was made anew under the same name has others. Absent in records of before. */
  readonly identity?: readonly string[];
  /** The rules that route these tables, mirror rules left out. Absent in records of before. */
  readonly rules?: Rules;
  /** `commerce/0: customer`, one a shard that denies any of these tables. Absent in records of before. */
  readonly denied?: readonly string[];
  readonly reverse: "running" | "in error" | "stopped" | "absent";
  /** The newest one. */
  readonly vdiff?: { readonly uuid: string; readonly verdict: VDiffVerdict["kind"] };
}

/** The tables that the side which routing leads to denied when somebody asked to give writes back to it. */
export interface RescueFacts {
  /** The target after a way back that broke off: there the writes go still. */
  readonly side: "source" | "target";
  readonly sourceKeyspace: Keyspace;
  readonly sourceShards: readonly string[];
  readonly targetShards: readonly string[];
  /** Those of the move. */
  readonly tables: readonly string[];
  readonly denied: readonly string[];
  /** What gives them back: by default the record is cleaned and the tablets read it; `serve`: every cell serves the saved rules. */
  readonly remedy?: "serve";
  /** The record was clean when it was asked for: the tablets are told, and nothing is cleaned. */
  readonly refreshOnly?: true;
}

/** Where writes are given back to. */
export function keyspaceGivenBack({ targetKeyspace }: Pick<MoveName, "targetKeyspace">, { side, sourceKeyspace }: RescueFacts): Keyspace {
  return side === "source" ? sourceKeyspace : targetKeyspace;
}

/** What the side that gets writes back denies of the rescue's tables, a shard each: what is left to allow. */
export function stillDenied(
  { move, side, denied, ...facts }: RescueFacts & { readonly move: MoveName },
  reading: Reading,
): readonly DeniedTables[] {
  return tablesDeniedAt({ ...facts, targetKeyspace: move.targetKeyspace }, side, denied, reading);
}

/**
 * The facts of a move as a reading and the newest VDiff show them: Tandem's own, where Vitess has forgotten it. Undefined when the workflow
 * is gone.
 */
export function factsOf(move: Pick<Move, "tables" | "state">, reading: Reading, vdiff: VDiff | undefined): WorkflowFacts | undefined {
  const { workflow } = reading;
  if (workflow === undefined) return undefined;
  const tables = tablesOf(workflow);
  const kind = kindOf(reading);
  return {
    sourceKeyspace: workflow.sourceKeyspace,
    sourceShards: workflow.sourceShards.toSorted(),
    targetShards: workflow.targetShards.toSorted(),
    tables,
    ...(kind === "tables" ? {} : { kind }),
    ...(doReadsStay(reading) ? { readsStay: true as const } : {}),
    trafficState: reading.trafficState ?? "",
    streams: streamWords(workflow),
    identity: workflow.streams.map(({ shard, id }) => `${shard}/${id}`).toSorted(),
    rules: { ...reading.rules, mirrors: [] },
    denied: deniedWords(reading, tables),
    reverse: reverseWord(reading.reverse),
    ...vdiffFact(move, vdiff),
  };
}

function vdiffFact(move: Pick<Move, "tables" | "state">, vdiff: VDiff | undefined): Pick<WorkflowFacts, "vdiff"> {
  if (vdiff !== undefined) return { vdiff: { uuid: vdiff.uuid, verdict: vdiffVerdict(vdiff, move.tables).kind } };
  const own = ownCleanVDiff(move);
  return own === undefined ? {} : { vdiff: { uuid: own.uuid, verdict: "clean" } };
}

/** What the plan of an operation has made of the traffic so far. */
export interface TrafficMade {
  readonly verb: "switch" | "reverse";
  readonly types: readonly TabletType[];
  readonly cells: readonly string[];
}

/** The tables of a workflow, sorted: the match rules of its streams. */
export function tablesOf(workflow: Workflow): readonly string[] {
  return [...new Set(workflow.streams.flatMap((stream) => stream.tables))].toSorted();
}

/** How many streams are in which health: `2 running`. A stream that never found a source is not `running`. */
function streamWords(workflow: Workflow): readonly string[] {
  const counts = new Map<string, number>();
  for (const stream of workflow.streams) {
    const idle = stream.state === "Running" && stream.position === "" ? "waiting for a source tablet" : stream.state.toLowerCase();
    const word = hasError(stream) ? "in error" : stream.message === FROZEN ? "frozen" : idle;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${count} ${word}`).toSorted();
}

function deniedWords({ denied }: Reading, tables: readonly string[]): readonly string[] {
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
