import { type Circumstances, type Decided, goTo, refuseExecution } from "./decided.ts";
import { type Execution, type ExecutionState, isBeforeWindow } from "./executions.ts";
import { findDrift, isGone } from "./goal.ts";
import { LAPSED } from "./lapsed.ts";
import { listLockHolders, type Seen } from "./sight.ts";
import { computeWindowWaitMs } from "./timing.ts";
import { boundByWindow, type Window } from "../request/window.ts";
import type { CallsLeft } from "../request/operations.ts";

type NotBegun = Extract<ExecutionState, { readonly kind: "ready" | "held" }>;

/** True if the clock lets this execution make its next call. What has begun is finished whatever the clock. */
export function isWindowOpen(execution: Execution, { window, now }: Pick<Circumstances, "window" | "now">): boolean {
  if (window === undefined || hasBegun(execution)) return true;
  return window !== "closed" && window.opens <= now;
}

function hasBegun({ done }: Execution): boolean {
  return done.some(({ did }) => did === "step");
}

/**
 * Decides about an execution that may wait for its window; undefined if the clock has no say. It ends early if it could not begin anyway:
 * people then hear of it before the night. What may pass by itself, such as lag, is judged at the opening.
 */
export function decideBeforeWindow(execution: Execution, state: NotBegun, seen: Seen, at: Circumstances): Decided | undefined {
  const { window, now, move, timing } = at;
  if (hasBegun(execution)) return undefined;
  // The policy's hours were taken away while it waited for them.
  if (window === undefined) return isBeforeWindow(state) ? beginInWindow(execution, state.left, { opens: now }, at) : undefined;
  // The policy's hours come again tomorrow; the approval was for tonight.
  if (window === "closed" || (now >= execution.useBy && (isBeforeWindow(state) || now < window.opens))) {
    const waited = state.kind === "held" ? state.hold : state.inLine;
    return refuseExecution(execution, LAPSED[waited?.reason ?? "window"], now);
  }
  if (window.opens <= now) return isBeforeWindow(state) ? beginInWindow(execution, state.left, window, at) : undefined;
  if (seen.standing.kind === "lost") return refuseExecution(execution, "approver-lost", now);
  if (seen.standing.kind === "raised") return refuseExecution(execution, "policy-raised", now);
  const isFree = listLockHolders(seen).length === 0;
  if (move === undefined || (isFree && isGone(seen))) return refuseExecution(execution, "workflow-missing", now);
  // While somebody holds the lock, a difference proves nothing.
  const difference = isFree ? findDrift(execution, move, seen) : [];
  if (difference.length > 0) return refuseExecution(execution, "state-changed", now, { difference });
  const before = isBeforeWindow(state) ? state.hold : undefined;
  const useBy = boundByWindow(window, window.opens + execution.useForMs);
  const hold = { reason: "window", ...window, since: before?.since ?? now, until: useBy } as const;
  return goTo(
    { ...execution, useBy },
    { kind: "held", left: state.left, hold },
    { kind: "wait", ms: computeWindowWaitMs(window, now, timing) },
    before?.opens === window.opens ? [] : [{ kind: "held", hold }],
  );
}

/** The look that found it open did not run preflight, which runs only where a call may follow: look again. */
function beginInWindow(execution: Execution, left: CallsLeft, window: Window, { now }: Circumstances): Decided {
  const useBy = Math.min(execution.useBy, boundByWindow(window, now + execution.useForMs));
  return goTo({ ...execution, useBy }, { kind: "ready", left }, { kind: "look", afterMs: 0 });
}
