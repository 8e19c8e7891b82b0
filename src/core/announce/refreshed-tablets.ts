import type { Execution } from "../operation/execution/executions.ts";
import type { Outcome } from "../operation/outcome/outcomes.ts";
import { findFollowed, type Move } from "../move/moves.ts";
import { mergeUnrefreshed } from "../move/unrefreshed.ts";

/**
 * Updates whether the tablets are known to have read their record. The complete refresh of a rescue proves it, and so does a successful
 * switch or reverse of writes: Vitess reports no success before the tablets of both sides have read theirs.
 */
export function recordRefreshedTablets(move: Move, { proposal }: Pick<Execution, "proposal">, outcome: Outcome): Move {
  const before = findFollowed(move);
  if (before === undefined) return move;
  if (isWritesMoved(proposal)) {
    const { notTold: _told, ...rest } = before;
    return outcome.kind === "succeeded" ? { ...move, state: { kind: "followed", ...rest } } : move;
  }
  if (proposal.kind !== "rescue" || proposal.facts.remedy === "serve") return move;
  const { notTold, ...rest } = before;
  const { side, denied } = proposal.facts;
  const isSameSide = notTold?.side === side;
  if (outcome.kind === "succeeded") return isSameSide ? { ...move, state: { kind: "followed", ...rest } } : move;
  if (outcome.kind !== "unknown" || !outcome.findings.includes("tablets-not-told")) return move;
  return { ...move, state: { kind: "followed", ...rest, notTold: mergeUnrefreshed(notTold, { side, tables: denied, since: outcome.at }) } };
}

function isWritesMoved(proposal: Execution["proposal"]): boolean {
  if (proposal.kind !== "workflow") return false;
  const { operation } = proposal;
  if (operation.verb !== "switch" && operation.verb !== "reverse") return false;
  // With force Vitess goes on past tablets that have not read it.
  return operation.options.tabletTypes.includes("PRIMARY") && !operation.options.force;
}
