import { decideBeforeCall } from "./before-call.ts";
import type { Circumstances, Decided } from "./decided.ts";
import type { Execution } from "./executions.ts";
import type { Sight } from "./sight.ts";
import { leadsTo } from "./transitions.ts";
import { decideWhileCalling } from "./while-calling.ts";

/**
 * The one decision about an execution: what it becomes, what is told, what is done next. Total and pure. It never leads to a call without a
 * look that came after everything recorded, nor to a second one without proof that the first changed nothing and cannot leave any more.
 */
export function next(execution: Execution, sight: Sight, at: Circumstances): Decided {
  const decided = decide(execution, sight, at);
  const [from, to] = [execution.state.kind, decided.execution.state.kind];
  if (!leadsTo(from, sight.kind, to))
    throw new Error(`an execution went from ${from} to ${to} on ${sight.kind}, which its table does not have`);
  return decided;
}

function decide(execution: Execution, sight: Sight, at: Circumstances): Decided {
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
