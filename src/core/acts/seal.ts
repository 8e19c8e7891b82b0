import type { Act } from "./acts.ts";
import type { Move } from "../moves.ts";
import { FROZEN, hasError, isRunning } from "../state/phase.ts";
import type { Reading, Workflow } from "../readings.ts";
import type { Seal } from "./requests.ts";
import { vdiffVerdict } from "../vdiff/verdict.ts";
import type { VDiff } from "../vdiff/vdiff.ts";

/** The facts that approvers of an act are shown and that must still hold when it runs. Undefined when the workflow is gone. */
export function sealOf(act: Act, move: Move, reading: Reading, vdiff: VDiff | undefined): Seal | undefined {
  if (act.verb === "override") return sealOfOverride(act, move);
  if (act.verb === "restore") return sealOfRules(act, move);
  if (reading.workflow === undefined) return undefined;
  return {
    act,
    move: move.name,
    sourceKeyspace: reading.workflow.sourceKeyspace,
    sourceShards: reading.workflow.sourceShards.toSorted(),
    targetShards: reading.workflow.targetShards.toSorted(),
    tables: tablesOf(reading.workflow),
    trafficState: reading.trafficState ?? "",
    streams: streamWords(reading.workflow),
    reverse: reverseWord(reading.reverse),
    ...(vdiff === undefined ? {} : { vdiff: { uuid: vdiff.uuid, verdict: vdiffVerdict(vdiff, move.tables).kind } }),
  };
}

/** A restore is sealed to the rules that its difference was shown against: the digest of them is an option of the act. */
function sealOfRules(act: Act, { name, sourceKeyspace, tables }: Move): Seal {
  const nothing = { sourceShards: [], targetShards: [], trafficState: "", streams: [], reverse: "absent" } as const;
  return { act, move: name, sourceKeyspace, tables: tables.toSorted(), ...nothing };
}

/** An override speaks of findings and of nothing that moves: its step is sealed to the rest by its own request. */
function sealOfOverride(act: Act, { name, sourceKeyspace, tables }: Move): Seal {
  const nothing = { sourceShards: [], targetShards: [], trafficState: "", streams: [], reverse: "absent" } as const;
  return { act, move: name, sourceKeyspace, tables, ...nothing };
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

function reverseWord(reverse: Workflow | undefined): Seal["reverse"] {
  if (reverse === undefined) return "absent";
  return isRunning(reverse) ? "running" : "stopped";
}
