import { decideBeforeCall } from "./before-call.ts";
import type { Circumstances, Decided } from "./decided.ts";
import type { Execution } from "./executions.ts";
import type { Sight } from "./sight.ts";
import { isTransitionAllowed } from "./transitions.ts";
import { decideWhileCalling } from "./while-calling.ts";

/**
 * The one decision about an execution: what it becomes, what to announce, what to do next. Total and pure. It never allows a call without a
 * look taken after everything recorded, nor a second call without proof that the first changed nothing and can no longer leave.
 */
export function decideNext(execution: Execution, sight: Sight, at: Circumstances): Decided {
  const decided = decideOnSight(execution, sight, at);
  const [from, to] = [execution.state.kind, decided.execution.state.kind];
  if (!isTransitionAllowed(from, sight.kind, to))
    throw new Error(`an execution went from ${from} to ${to} on ${sight.kind}, which its table does not have`);
  return decided;
}

function decideOnSight(execution: Execution, sight: Sight, at: Circumstances): Decided {
  const { state } = execution;
  switch (state.kind) {
    case "ended":
      return { execution, events: [], effect: { kind: "end" } };
    case "calling":
      return decideWhileCalling({ ...execution, state }, sight, at);
    case "ready":
    case "held":
    case "soaking":
      return decideBeforeCall(execution, state, sight, at);
    default:
      return state satisfies never;
  }
}
