import { type Decided, pickReadsSwitched, endExecution } from "./decided.ts";
import type { CallOff, Execution } from "./executions.ts";
import type { Request } from "../request/requests.ts";

/** The effect of calling off: the request closes, the execution ends before its next call, or nothing follows the call in flight. */
export type CalledOff =
  | { readonly kind: "request"; readonly request: Request }
  | { readonly kind: "execution"; readonly decided: Decided }
  | { readonly kind: "after-call"; readonly execution: Execution };

/** Calls off whatever is live on a move before its next call; what is done stays. Undefined when nothing is left to call off. */
export function callOff(live: { readonly request?: Request; readonly execution?: Execution }, who: CallOff): CalledOff | undefined {
  const { by, reason, at } = who;
  const { request, execution } = live;
  if (execution !== undefined) {
    const { state } = execution;
    if (state.kind === "ended") return undefined;
    if (state.kind === "calling")
      return { kind: "after-call", execution: { ...execution, state: { ...state, callOff: state.callOff ?? who } } };
    return { kind: "execution", decided: endExecution(execution, { kind: "called-off", at, by, reason, ...pickReadsSwitched(execution) }) };
  }
  if (request?.state.kind !== "open") return undefined;
  return { kind: "request", request: { ...request, state: { kind: "called-off", at, by, reason } } };
}
