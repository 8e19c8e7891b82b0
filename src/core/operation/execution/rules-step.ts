import type { Execution } from "./executions.ts";
import { type Executable, nameVerb } from "../request/operations.ts";
import type { MoveName } from "../../vitess/names.ts";
import type { Rules } from "../../readings/readings.ts";
import type { RulesStep } from "../../rules/change.ts";
import type { TabletType } from "../../options/kinds.ts";

/** What the call of an execution may do to the rules. `saved`: the rules of the snapshot that a restore puts back. */
export function toRulesStep(
  { proposal, move }: Pick<Execution, "proposal" | "move">,
  tabletTypes: readonly TabletType[],
  saved?: Rules,
): RulesStep {
  const step = { verb: nameVerb(proposal), tabletTypes, leavesRules: leavesRules(proposal), ...pickProposalSides(proposal, move) };
  if (proposal.kind !== "restore" || saved === undefined) return step;
  return { ...step, restores: { rules: saved, documents: proposal.restore.documents } };
}

/** A restore may touch rules of any keyspace, so it has no source and no tables. */
function pickProposalSides(proposal: Executable, move: MoveName): Pick<RulesStep, "sourceKeyspace" | "targetKeyspace" | "tables"> {
  const targetKeyspace = move.targetKeyspace;
  if (proposal.kind === "restore") return { sourceKeyspace: "", targetKeyspace, tables: [] };
  const { sourceKeyspace, tables } = proposal.facts;
  return { sourceKeyspace, targetKeyspace, tables };
}

function leavesRules(proposal: Executable): boolean {
  if (proposal.kind !== "workflow") return false;
  const { operation } = proposal;
  const isEnd = operation.verb === "complete" || operation.verb === "cancel" || operation.verb === "delete";
  return isEnd && operation.options.keepRoutingRules;
}
