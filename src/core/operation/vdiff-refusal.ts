import type { Workflow } from "../readings/readings.ts";
import type { Refusal } from "./refusals.ts";
import { FROZEN, isCopying, isRunning } from "../move/phase.ts";

/** Why a VDiff cannot be begun, by what the workflow's streams are. */
export type VDiffRefusal = Extract<Refusal, "vdiff-after-switch" | "vdiff-while-copying" | "vdiff-not-running">;

/**
 * What refuses a VDiff of a workflow that is there: for the verb itself, for its button, and for advice. Vitess 19 and earlier would start
 * one while rows are copied and report false differences.
 */
export function vdiffRefusal(workflow: Workflow): VDiffRefusal | undefined {
  if (workflow.streams.some((stream) => stream.message === FROZEN)) return "vdiff-after-switch";
  if (isCopying(workflow)) return "vdiff-while-copying";
  // 12 starts a workflow that never ran, 14 one that was stopped; 20 and later refuse (docs/facts/vdiff.md#stopped-streams).
  return isRunning(workflow) ? undefined : "vdiff-not-running";
}
