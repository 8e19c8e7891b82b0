import type { Gate } from "../operation/outcome/gates.ts";
import type { OperationRefusal } from "../operation/outcome/outcomes.ts";
import type { LockHolder, Workflow } from "../readings/readings.ts";
import { type Finding, makeFinding, type FindingCode, isFindingCode, NOTHING } from "../findings/finding.ts";

/** Turns a closed gate into a finding. The refusal already says in words what it means and what to do. */
export function findClosedGate(gate: Gate, workflow: Workflow | undefined, holders: readonly LockHolder[]): readonly Finding[] {
  if (gate.kind === "open") return NOTHING;
  if (gate.kind === "closed") return makeFinding(toFindingCode(gate.reason), "blocking", listStreamEvidence(workflow), "");
  // `checkLag` reports a lag with the workflow's own numbers.
  if (gate.reason === "lag") return NOTHING;
  const evidence = holders.map(({ action, host }) => `${action || "an operation"} holds it${host === "" ? "" : ` on ${host}`}`);
  return makeFinding("workflow-locked", "warning", evidence, "");
}

function toFindingCode(reason: OperationRefusal): FindingCode {
  return isFindingCode(reason) ? reason : "streams-not-running";
}

function listStreamEvidence(workflow: Workflow | undefined): readonly string[] {
  if (workflow === undefined) return [];
  const counts = new Map<string, number>();
  for (const { state } of workflow.streams) counts.set(state, (counts.get(state) ?? 0) + 1);
  const left = new Set(workflow.streams.flatMap((stream) => stream.copyStates.map((one) => one.table)));
  return [
    `streams: ${
      [...counts]
        .map(([state, count]) => `${count} ${state}`)
        .toSorted()
        .join(", ") || "none"
    }`,
    ...(left.size === 0 ? [] : [`still to copy: ${[...left].toSorted().slice(0, 10).join(", ")}`]),
  ];
}
