import type { BriefLook } from "./brief-look.ts";
import type { CallEnd, Execution, ExecutionState, OpenCall } from "./executions.ts";
import { INTERRUPTED } from "../outcome/outcomes.ts";
import type { Instant } from "../../readings/readings.ts";

/** An execution with a call that may be in flight. */
export type Calling = Execution & { readonly state: Extract<ExecutionState, { readonly kind: "calling" }> };

export type EndedCall = OpenCall & { readonly end: CallEnd };

/** The call with its end: it was cut off now if nobody noted another. */
export function endCall(call: OpenCall, now: Instant): EndedCall {
  return { ...call, end: call.end ?? { at: now, fault: INTERRUPTED } };
}

/** Gives up the open call: it counts as made, and nobody waits any longer for what it led to. */
export function giveUpCall(execution: Calling, now: Instant): Execution {
  return closeOpenCall(execution, endCall(execution.state.call, now), { isStep: false });
}

/** Moves the open call to those that are over. */
export function closeOpenCall(
  execution: Calling,
  { snapshot, startedAt, end, lookBefore }: EndedCall,
  { isStep, lookAfter }: { readonly isStep: boolean; readonly lookAfter?: BriefLook },
): Execution {
  const did = {
    tabletTypes: execution.state.left[0].tabletTypes,
    did: isStep ? "step" : "nothing",
    ...(snapshot === undefined ? {} : { snapshot }),
    startedAt,
    endedAt: end.at,
    ...(end.fault === undefined ? {} : { fault: end.fault }),
    ...(end.said === undefined ? {} : { said: end.said }),
    ...(lookBefore === undefined ? {} : { lookBefore }),
    ...(lookAfter === undefined ? {} : { lookAfter }),
  } as const;
  return { ...execution, done: [...execution.done, did] };
}
