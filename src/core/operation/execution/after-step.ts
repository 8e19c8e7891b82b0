import { type Circumstances, type Decided, pickReadsSwitched, endExecution, goTo } from "./decided.ts";
import type { CallOff, Execution } from "./executions.ts";
import { listExecutionFacts, isWholeGoal } from "./goal.ts";
import type { CallsLeft, CallStep, PlannedStep } from "../request/operations.ts";
import { type Seen, pickLookTime } from "./sight.ts";

/**
 * Decides what follows once a look shows a step done: the end, judged on the whole goal rather than the last step; a soak counted from that
 * look; or the next call.
 */
export function decideAfterStep(
  execution: Execution,
  { left, callOff }: { readonly left: CallsLeft; readonly callOff?: CallOff },
  seen: Seen,
  { now, timing }: Pick<Circumstances, "now" | "timing">,
): Decided {
  const [, ...rest] = left;
  if (rest.length === 0) {
    return isWholeGoal(execution, seen)
      ? endExecution(execution, { kind: "succeeded", at: now }, seen)
      : endExecution(execution, { kind: "unfinished", at: now, findings: listExecutionFacts(execution, seen) }, seen);
  }
  if (callOff !== undefined) {
    const { by, reason } = callOff;
    return endExecution(execution, { kind: "called-off", at: now, by, reason, ...pickReadsSwitched(execution) }, seen);
  }
  const soak = narrowToSoak(rest);
  if (soak !== undefined) {
    const until = pickLookTime(seen) + soak[0].ms;
    const snapshot = execution.done.at(-1)?.snapshot;
    // After a soak the next call gets as long as the approval originally allowed.
    const longer = { ...execution, useBy: Math.max(execution.useBy, until + execution.useForMs) };
    const event = { kind: "soaking", until, ...(snapshot === undefined ? {} : { snapshot }) } as const;
    return goTo(
      longer,
      { kind: "soaking", left: soak, until },
      { kind: "wait", ms: Math.min(Math.max(until - now, 0), timing.soakLookMs) },
      [event],
    );
  }
  const calls = narrowToCalls(rest);
  if (calls === undefined) throw new Error("a plan ends with a soak");
  return goTo(execution, { kind: "ready", left: calls }, { kind: "look", afterMs: 0 });
}

function narrowToSoak([first, second, ...more]: readonly PlannedStep[]):
  | readonly [{ kind: "soak"; ms: number }, CallStep, ...PlannedStep[]]
  | undefined {
  return first?.kind === "soak" && second?.kind === "call" ? [first, second, ...more] : undefined;
}

function narrowToCalls([first, ...more]: readonly PlannedStep[]): CallsLeft | undefined {
  return first?.kind === "call" ? [first, ...more] : undefined;
}
