import type { Rollback } from "../move/moves.ts";
import type { Execution } from "../operation/execution/executions.ts";
import type { Outcome } from "../operation/outcome/outcomes.ts";

/** A switch of writes with a reverse workflow arms the rollback for a while; one without is remembered as such. */
export function deriveRollback({ proposal }: Execution, outcome: Outcome, rollbackMs: number): Rollback | undefined {
  if (outcome.kind !== "succeeded" || proposal.kind !== "workflow" || proposal.operation.verb !== "switch") return undefined;
  const { tabletTypes, enableReverseReplication } = proposal.operation.options;
  // Vitess has no call that reverses the writes of one tenant's move.
  if (!tabletTypes.includes("PRIMARY") || proposal.facts.kind === "tenant") return undefined;
  if (!enableReverseReplication) return { kind: "without" };
  return rollbackMs === 0 ? undefined : { kind: "armed", until: outcome.at + rollbackMs };
}
