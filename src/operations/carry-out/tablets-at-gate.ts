import { type Execution, findWorkflowOperation } from "../../core/operation/execution/executions.ts";
import type { AnswerFact } from "../../core/preflight/facts/facts.ts";
import { type Sampled, findSeen } from "../../core/preflight/facts/looked.ts";
import { isBegun } from "../../core/operation/outcome/begun.ts";
import { moveId } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { readAnsweringTwice, selectTabletsOfMove } from "../preflight/answering.ts";
import { look, NOWHERE } from "../preflight/look.ts";
import { toStepSides } from "../preflight/on-operation.ts";
import type { CarryOutDeps } from "./deps.ts";

/**
 * Which tablets of the move answer, right before an approved switch. Asks none if the answer changes nothing: with `--force`, after an
 * override of silent tablets, and once the switch has begun. Takes up to half a minute, so it runs before the reads that must be recent.
 */
export async function readTabletsAtGate(
  { records, vitess: of }: Pick<CarryOutDeps, "records" | "vitess">,
  execution: Execution,
  askedAt: Instant | undefined,
): Promise<Sampled<AnswerFact>> {
  const { move: name, proposal, state } = execution;
  const operation = findWorkflowOperation(execution);
  const isNext = state.kind === "ready" || state.kind === "held";
  if (!isNext || proposal.kind !== "workflow" || operation?.verb !== "switch" || operation.options.force) return NOWHERE;
  const id = moveId(name);
  const [move, last, now] = await Promise.all([records.moves.get(id), records.reading(id), records.now()]);
  const lets = move?.overrides?.some(
    ({ step, finding, until }) => step === "switch" && finding === "tablet-silent" && (askedAt ?? now) < until,
  );
  // From the watch's last reading: a switch that only has to be finished must not wait for a dead tablet.
  const hasBegun = last !== undefined && isBegun({ reading: last, subject: { move: name, ...proposal.facts } });
  if (lets === true || hasBegun) return NOWHERE;
  const vitess = of(name.cluster);
  const around = toStepSides(name, proposal.facts, false);
  const [source, target] = await Promise.all([look(() => vitess.tablets(around.source)), look(() => vitess.tablets(around.target))]);
  return readAnsweringTwice(vitess, selectTabletsOfMove([...(findSeen(source) ?? []), ...(findSeen(target) ?? [])], around));
}
