import type { Execution } from "../../core/operation/execution/executions.ts";
import { buildPlan, type PlanStep } from "../blocks/build.ts";
import type { StepToRead } from "./traffic.ts";

/** The plan of a switch with what is done, running and failed, by its execution; all ahead before there is one. */
export function drawPlan(steps: readonly StepToRead[], execution: Execution | undefined): ReturnType<typeof buildPlan> {
  const parts = (steps.at(-1)?.part ?? 0) + 1;
  return buildPlan(
    "What happens",
    steps.map(({ title, part }) => ({ title, status: execution === undefined ? "pending" : findStatus(part, parts, execution) })),
  );
}

function findStatus(part: number, parts: number, { state, done }: Execution): PlanStep["status"] {
  if (state.kind !== "ended") {
    const at = parts - state.left.length;
    if (part < at) return "complete";
    return part === at && (state.kind === "calling" || state.kind === "soaking") ? "in_progress" : "pending";
  }
  const { kind } = state.outcome;
  if (kind === "succeeded" || kind === "already-so") return "complete";
  // Calls and soaks take turns: where a later call failed, the soak before it is over as well.
  const calls = done.filter(({ did }) => did === "step").length;
  const isFailed = kind !== "called-off" && kind !== "refused";
  const at = Math.min(isFailed ? calls * 2 : Math.max(calls * 2 - 1, 0), parts);
  if (part < at) return "complete";
  return part === at && isFailed ? "error" : "pending";
}
