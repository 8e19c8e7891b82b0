import type { Workflow } from "../../readings/readings.ts";
import type { Refusal } from "./refusals.ts";
import { FROZEN, isCopying, isRunning } from "../../move/phase.ts";

/** Why a VDiff cannot start, given the workflow's streams. */
export type VDiffRefusal = Extract<Refusal, "vdiff-after-switch" | "vdiff-while-copying" | "vdiff-not-running">;

/**
 * Why an existing workflow cannot have a VDiff now: for the verb itself, for its button, and for advice. Vitess 19 and earlier would start
 * one during the copy and report false differences.
 */
export function findVDiffRefusal(workflow: Workflow): VDiffRefusal | undefined {
  if (workflow.streams.some((stream) => stream.message === FROZEN)) return "vdiff-after-switch";
  if (isCopying(workflow)) return "vdiff-while-copying";
  // On Vitess 12 it starts a workflow that never ran, on 14 a stopped one; 20 and later refuse (docs/facts/vdiff.md#stopped-streams).
  return isRunning(workflow) ? undefined : "vdiff-not-running";
}
