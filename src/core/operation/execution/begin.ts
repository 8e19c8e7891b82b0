import type { Execution } from "./executions.ts";
import { type Executable, planCalls } from "../request/operations.ts";
import type { Limits } from "../request/policy.ts";
import { boundByWindow, type Window } from "../request/window.ts";
import type { Request } from "../request/requests.ts";
import type { MoveName } from "../../vitess/names.ts";
import type { ChannelId, PersonId } from "../../people/people.ts";
import type { Instant } from "../../readings/readings.ts";

/**
 * Creates the execution of a request that has just been approved. It takes the request's id, so that a request has only one. Before its
 * window opens it is held: no process of a release that knows no windows can then take it for one that may begin.
 */
export function createExecution(request: Request, proposal: Executable, { limits, now, window }: BeginTerms): Execution {
  const { id, move, channel, askedBy, useForMs, state } = request;
  // Tandem 0.1 could leave an approved request without an execution: its time has been running since the approval.
  const approvedUntil = state.kind === "approved" ? state.useBy : now + useForMs;
  const begun = { ...beginWithoutRequest({ id, move, channel, proposal, by: askedBy, now }, limits), requestId: id, useForMs };
  if (window === undefined || window === "closed") return { ...begun, useBy: approvedUntil };
  if (window.opens <= now) return { ...begun, useBy: boundByWindow(window, approvedUntil) };
  const useBy = boundByWindow(window, window.opens + useForMs);
  const left = planCalls(proposal, limits.soakMs);
  return { ...begun, useBy, state: { kind: "held", left, hold: { reason: "window", ...window, since: now, until: useBy } } };
}

/** What a request begins under. `window`: when it may; absent: at any time; `closed`: it does not open any more. */
export interface BeginTerms {
  readonly limits: Limits;
  readonly now: Instant;
  readonly window?: Window | "closed" | undefined;
}

/** An execution that needs no request: an armed rollback, switching reads back during a soak, a rescue, or one behind broken glass. */
export interface BeginWithoutRequest {
  readonly id: string;
  readonly move: MoveName;
  readonly channel: ChannelId;
  readonly proposal: Executable;
  readonly by: PersonId;
  readonly now: Instant;
  readonly breakGlass?: { readonly reason: string };
}

export function beginWithoutRequest({ id, move, channel, proposal, by, now, breakGlass }: BeginWithoutRequest, limits: Limits): Execution {
  return {
    id,
    move,
    channel,
    proposal,
    startedBy: by,
    ...(breakGlass === undefined ? {} : { breakGlass }),
    createdAt: now,
    useForMs: limits.useByMs,
    useBy: now + limits.useByMs,
    done: [],
    state: { kind: "ready", left: planCalls(proposal, limits.soakMs) },
  };
}
