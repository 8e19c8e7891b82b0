import { type Execution, isInLine, isRunningExecution } from "../../core/operation/executions.ts";
import { needsTurn, verbOf } from "../../core/operation/operations.ts";
import type { Sight } from "../../core/operation/sight.ts";
import { isUnheard } from "../../core/operation/outcomes.ts";
import type { Timing } from "../../core/operation/timing.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { askForTurn, giveTurnBack, keepTurn, type TurnStep } from "../../core/rules/turns.ts";
import type { CarryOutDeps } from "./deps.ts";

/** The next call of an execution, as whoever waits for it is told. */
export function turnStepOf({ id, move, proposal, state }: Execution): TurnStep {
  return {
    id,
    move,
    verb: verbOf(proposal),
    tabletTypes: state.kind === "ended" || state.kind === "soaking" ? [] : state.left[0].tabletTypes,
  };
}

/**
 * Whom an execution in line waits for still; undefined once the turn is free for it, which it takes only after a look. Vitess is asked
 * nothing by those who wait: a dozen of them would have it busy with nothing else.
 */
export async function stillInLine({ records }: CarryOutDeps, execution: Execution): Promise<Sight | undefined> {
  if (!isInLine(execution.state)) return undefined;
  return records.turns<Sight | undefined>(execution.move.cluster, (turns, now) => {
    const { turns: write, answer } = askForTurn(turns, turnStepOf(execution), now);
    return answer.kind === "waits" ? { write, result: { kind: "in-line", for: answer.for } } : { result: undefined };
  });
}

/** A sign of life of the execution whose call is open; with it goes a turn that its worker's death let lapse. */
export async function keepTurnOf({ records, timing }: CarryOutDeps, execution: Execution): Promise<void> {
  if (!isRunningExecution(execution) || !needsTurn(execution.proposal)) return;
  await records.turns(execution.move.cluster, (turns, now) => {
    const write = mayWriteStill(execution, now, timing)
      ? keepTurn(turns, turnStepOf(execution), now)
      : giveTurnBack(turns, execution.id, now);
    return { ...(write === undefined ? {} : { write }), result: undefined };
  });
}

/** A call that nobody heard the end of is waited for longer than others have to wait for it: vtctld cancels what no client listens to. */
function mayWriteStill({ state }: Execution, now: Instant, { callIsOverMs }: Timing): boolean {
  if (state.kind !== "calling") return false;
  const { end } = state.call;
  return end === undefined || !isUnheard(end.fault) || now < end.at + callIsOverMs;
}
