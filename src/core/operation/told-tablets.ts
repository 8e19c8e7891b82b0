import type { Execution } from "./executions.ts";
import type { Outcome } from "./outcomes.ts";
import { followedState, type Move } from "../moves.ts";

/** What is known after a rescue of whether the tablets have read their record: its whole refresh is the one thing that proves it. */
export function withToldTablets(move: Move, { proposal }: Pick<Execution, "proposal">, outcome: Outcome): Move {
  const before = followedState(move);
  if (before === undefined || proposal.kind !== "rescue" || proposal.facts.remedy === "serve") return move;
  const { notTold, ...rest } = before;
  const { side, denied } = proposal.facts;
  const isSameSide = notTold?.side === side;
  if (outcome.kind === "succeeded") return isSameSide ? { ...move, state: { kind: "followed", ...rest } } : move;
  if (outcome.kind !== "unknown" || !outcome.findings.includes("tablets-not-told")) return move;
  const earlier = isSameSide ? notTold : undefined;
  const tables = [...new Set([...(earlier?.tables ?? []), ...denied])];
  return { ...move, state: { kind: "followed", ...rest, notTold: { side, tables, since: earlier?.since ?? outcome.at } } };
}
