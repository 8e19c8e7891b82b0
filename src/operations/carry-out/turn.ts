import { type Execution, isInLine, isRunningExecution } from "../../core/operation/execution/executions.ts";
import { needsTurn, nameVerb } from "../../core/operation/request/operations.ts";
import type { Sight } from "../../core/operation/execution/sight.ts";
import { isUnheard } from "../../core/operation/outcome/outcomes.ts";
import type { Timing } from "../../core/operation/execution/timing.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { requestTurn, endTurn, keepTurn, type TurnStep } from "../../core/rules/turns.ts";
import type { CarryOutDeps } from "./deps.ts";

/** The next call of an execution, as those who wait for it see it. */
export function toTurnStep({ id, move, proposal, state }: Execution): TurnStep {
  return {
    id,
    move,
    verb: nameVerb(proposal),
    tabletTypes: state.kind === "ended" || state.kind === "soaking" ? [] : state.left[0].tabletTypes,
  };
}

/**
 * Whom an execution in line still waits for; undefined once the turn is free, which it takes only after a look. Asks Vitess nothing: a
 * dozen waiting executions would keep it busy.
 */
export async function findPlaceInLine({ records }: CarryOutDeps, execution: Execution): Promise<Sight | undefined> {
  if (!isInLine(execution.state)) return undefined;
  return records.turns<Sight | undefined>(execution.move.cluster, (turns, now) => {
    const { turns: write, answer } = requestTurn(turns, toTurnStep(execution), now);
    return answer.kind === "waits" ? { write, result: { kind: "in-line", for: answer.for } } : { result: undefined };
  });
}

/** Keeps the turn of the execution whose call is open, also if the turn lapsed because its worker died. */
export async function keepExecutionTurn({ records, timing }: CarryOutDeps, execution: Execution): Promise<void> {
  if (!isRunningExecution(execution) || !needsTurn(execution.proposal)) return;
  await records.turns(execution.move.cluster, (turns, now) => {
    const write = mayWriteStill(execution, now, timing) ? keepTurn(turns, toTurnStep(execution), now) : endTurn(turns, execution.id, now);
    return { ...(write === undefined ? {} : { write }), result: undefined };
  });
}

/** After a call with an unknown end others wait less long than its own execution: vtctld cancels a call whose client is gone. */
function mayWriteStill({ state }: Execution, now: Instant, { callIsOverMs }: Timing): boolean {
  if (state.kind !== "calling") return false;
  const { end } = state.call;
  return end === undefined || !isUnheard(end.fault) || now < end.at + callIsOverMs;
}
