import type { Execution } from "../../core/operation/execution/executions.ts";
import { needsTurn, nameVerb } from "../../core/operation/request/operations.ts";
import type { Seen, Sight } from "../../core/operation/execution/sight.ts";
import { formatRules } from "../../core/rules/change.ts";
import { attempt, Fault, toFaultNote } from "../fault.ts";
import { readVSchemasBeforeStep } from "../rules/vschemas.ts";
import { saveRulesOfStep } from "../rules/around-step.ts";
import { requestTurnOfStep } from "../leases/turns.ts";
import type { CarryOutDeps } from "./deps.ts";
import { toTurnStep } from "./turn.ts";

/**
 * Does everything that a call needs before it is recorded: opens the connection, gets the credentials and the turn to write the cluster's
 * documents, and saves the rules. Returns `nothing` if a restore must look again.
 */
export async function prepare(deps: CarryOutDeps, execution: Execution, seen: Seen): Promise<Sight> {
  const prepared = await attempt(() => prepareNow(deps, execution, seen));
  return prepared instanceof Fault ? { kind: "unreadable", fault: toFaultNote(prepared) } : prepared;
}

async function prepareNow(deps: CarryOutDeps, execution: Execution, seen: Seen): Promise<Sight> {
  const { id, move, proposal, done } = execution;
  const vitess = deps.vitess(move.cluster);
  await vitess.connect();
  const turn = needsTurn(proposal) ? await requestTurnOfStep(deps, toTurnStep(execution)) : undefined;
  if (turn?.kind === "waits") return { kind: "in-line", for: turn.for };
  // Read again: what another step wrote since the look is not this step's doing. Applications wait for a rescue, which writes no rules.
  const rules = proposal.kind === "rescue" ? seen.rules : await vitess.rules();
  // A restore replaces whole documents, so it would lose what somebody wrote since the look.
  if (proposal.kind === "restore" && formatRules(rules) !== formatRules(seen.rules)) return { kind: "nothing" };
  const key = `${id}:${done.filter(({ did }) => did === "step").length}`;
  const step = nameVerb(proposal);
  const keyspaces = proposal.kind === "restore" ? [] : [proposal.facts.sourceKeyspace, move.targetKeyspace];
  const kept = { ...rules, ...(await readVSchemasBeforeStep(vitess, step, keyspaces)) };
  const snapshot = await saveRulesOfStep(deps, move, { step, key }, kept);
  return { kind: "prepared", seen, snapshot, ...(turn === undefined ? {} : { turnUntil: turn.until }) };
}
