import { summarizeLook } from "./brief-look.ts";
import { type Circumstances, type Decided, endExecution, goTo, refuseExecution, stayInState } from "./decided.ts";
import { type Execution, type ExecutionState, type Hold, type HoldReason, isBeforeWindow, isInLine } from "./executions.ts";
import { type FreezeNow, isSameFreeze } from "../freeze/freezes.ts";
import { decideBeforeWindow, isWindowOpen } from "./before-window.ts";
import { LAPSED } from "./lapsed.ts";
import { isHeldByFreeze } from "./held-by-freeze.ts";
import { findDrift, decideGateNow, isGone, isStepDone, isWholeGoal } from "./goal.ts";
import type { Gate } from "../outcome/gates.ts";
import { needsTurn } from "../request/operations.ts";
import { type FaultNote, isUnheard } from "../outcome/outcomes.ts";
import { listLockHolders, type Seen, pickLookTime, type Sight } from "./sight.ts";
import { decideAfterStep } from "./after-step.ts";
import { computeWindowWaitMs } from "./timing.ts";
import type { Instant } from "../../readings/readings.ts";
import { parseShare } from "../../move/traffic.ts";
import { findLongestHolder } from "../../move/locks.ts";
import { isSwitching } from "../../move/phase.ts";
import type { TabletType } from "../../options/kinds.ts";

type StateOf<Kind extends ExecutionState["kind"]> = Extract<ExecutionState, { readonly kind: Kind }>;

/** Decides about an execution that has no call in flight. */
export function decideBeforeCall(
  execution: Execution,
  state: StateOf<"ready" | "held" | "soaking">,
  sight: Sight,
  at: Circumstances,
): Decided {
  if (sight.kind === "unreadable") return waitUntilReadable(execution, state, sight.fault, at);
  if (sight.kind === "seen")
    return state.kind === "soaking" ? decideWhileSoaking(execution, state, sight.seen, at) : decideReady(execution, state, sight.seen, at);
  if (sight.kind === "in-line" && (state.kind === "ready" || isInLine(state)))
    return holdExecution(execution, state, { reason: "rules-in-use", by: sight.for }, at);
  if (
    sight.kind === "prepared" &&
    state.kind === "ready" &&
    isRecent(execution, sight.seen, at) &&
    isWindowOpen(execution, at) &&
    hasTurn(execution, sight.turnUntil, at) &&
    findHoldingFreeze(execution, sight.seen, at) === undefined
  ) {
    const { seen, snapshot } = sight;
    const call = { before: seen.shape, snapshot, lookBefore: summarizeLook(execution, seen), startedAt: at.now };
    return goTo(execution, { kind: "calling", left: state.left, call }, { kind: "send", seen }, [{ kind: "calling" }]);
  }
  return stayInState(execution, { kind: "look", afterMs: 0 });
}

/** If the call needs a turn, the turn must outlast the last moment at which the call may still be sent. */
function hasTurn({ proposal }: Execution, until: Instant | undefined, { now, timing }: Circumstances): boolean {
  if (!needsTurn(proposal)) return true;
  return until !== undefined && now + timing.takeOverAfterMs <= until;
}

/** Opening a connection after a look takes time, and a process may sleep: a look that is too old is taken again. */
function isRecent({ useBy }: Execution, seen: Seen, { now, timing }: Circumstances): boolean {
  return now < useBy && now - pickLookTime(seen) <= timing.lookLastsMs;
}

/** Waits while Vitess cannot be read: before a call that costs only time. */
function waitUntilReadable(
  execution: Execution,
  state: StateOf<"ready" | "held" | "soaking">,
  fault: FaultNote,
  { now, timing }: Circumstances,
): Decided {
  if (isBeforeWindow(state) && now < state.hold.opens)
    return stayInState(execution, { kind: "wait", ms: computeWindowWaitMs(state.hold, now, timing) });
  if (now < execution.useBy) return stayInState(execution, { kind: "wait", ms: timing.unreadableRetryMs });
  return refuseExecution(execution, "unreachable", now, { fault });
}

/** During a soak everything must stay as the plan left it. While somebody holds the lock, a difference proves nothing. */
function decideWhileSoaking(execution: Execution, { until, left }: StateOf<"soaking">, seen: Seen, at: Circumstances): Decided {
  const isFree = listLockHolders(seen).length === 0;
  if (at.move === undefined || (isFree && isGone(seen))) return refuseExecution(execution, "workflow-missing", at.now);
  const difference = isFree ? findDrift(execution, at.move, seen) : [];
  if (difference.length > 0) return refuseExecution(execution, "state-changed", at.now, { difference });
  if (at.now < until) return stayInState(execution, { kind: "wait", ms: Math.min(until - at.now, at.timing.soakLookMs) });
  const [, ...rest] = left;
  // This look did not run preflight, which runs only where a call may follow: look again.
  return goTo(execution, { kind: "ready", left: rest }, { kind: "look", afterMs: 0 });
}

/** Decides whether the next call may go, by what was approved, what the plan has done so far, and what this look shows. */
function decideReady(execution: Execution, state: StateOf<"ready" | "held">, seen: Seen, at: Circumstances): Decided {
  const { now } = at;
  const [step] = state.left;
  if (execution.done.length === 0 && isWholeGoal(execution, seen)) return endExecution(execution, { kind: "already-so", at: now }, seen);
  const caughtUp = findLateStep(execution, state, seen);
  if (caughtUp !== undefined) return decideAfterStep(caughtUp, { left: state.left }, seen, at);
  const beforeWindow = decideBeforeWindow(execution, state, seen, at);
  if (beforeWindow !== undefined) return beforeWindow;

  // This traffic was already switched at approval: do not announce that the plan moved it, but let the soak start here all the same.
  if (wasAlreadySwitched(execution, step.tabletTypes) && isStepDone(execution, step.tabletTypes, seen))
    return decideAfterStep(execution, { left: state.left }, seen, at);

  const waited = state.kind === "held" ? state.hold : state.inLine;
  if (now >= execution.useBy) return refuseExecution(execution, waited === undefined ? "use-by-passed" : LAPSED[waited.reason], now);
  if (seen.standing.kind === "lost") return refuseExecution(execution, "approver-lost", now);
  if (seen.standing.kind === "raised") return refuseExecution(execution, "policy-raised", now);
  const gate = decideGateNow(execution, step.tabletTypes, seen, { maxLagSeconds: at.limits.maxLagSeconds, broken: at.broken });
  if (at.move === undefined || (gate.kind === "closed" && gate.reason === "workflow-missing"))
    return refuseExecution(execution, "workflow-missing", now);
  // Whoever holds the lock briefly may have stopped the streams for as long, as a VDiff does: that is no difference.
  const isBusy =
    gate.kind === "wait" && gate.reason === "locked" && isSwitching({ at: pickLookTime(seen), lockHolders: listLockHolders(seen) });
  const difference = isBusy ? [] : findDrift(execution, at.move, seen);
  if (difference.length > 0) return refuseExecution(execution, "state-changed", now, { difference });
  if (gate.kind === "closed") return refuseExecution(execution, gate.reason, now);
  const wait = findHoldReason(gate, seen, findHoldingFreeze(execution, seen, at));
  if (wait !== undefined) return holdExecution(execution, state, wait, at);
  if (seen.blocked.length > 0) return refuseExecution(execution, "preflight-blocked", now, { difference: seen.blocked });
  const inLine = findWaitInLine(state);
  return goTo(execution, { kind: "ready", left: state.left, ...(inLine === undefined ? {} : { inLine }) }, { kind: "prepare", seen });
}

/** True when this part of the traffic had already moved when the switch was approved. */
function wasAlreadySwitched({ proposal }: Execution, types: readonly TabletType[]): boolean {
  if (proposal.kind !== "workflow" || proposal.operation.verb !== "switch" || types.includes("PRIMARY")) return false;
  const { options } = proposal.operation;
  return types.every((type) => parseShare(proposal.facts.trafficState, type, options.cells) === "all");
}

/** Finds a call that this plan gave up and that arrived after all: the plan then did that step itself. */
function findLateStep(execution: Execution, { left }: StateOf<"ready" | "held">, seen: Seen): Execution | undefined {
  const types = left[0].tabletTypes.join();
  const late = execution.done.find((call) => call.did === "nothing" && isUnheard(call.fault) && call.tabletTypes.join() === types);
  if (late === undefined || !isStepDone(execution, late.tabletTypes, seen)) return undefined;
  return { ...execution, done: execution.done.map((call) => (call === late ? { ...call, did: "step" } : call)) };
}

/** What holds a call up once its window is open. */
type WaitInTime = Exclude<HoldReason, { readonly reason: "window" }>;

/** An execution in line goes back to `ready` to look; its wait for the turn still counts as one. */
function findWaitInLine(state: StateOf<"ready" | "held">): Hold | undefined {
  if (state.kind === "ready") return state.inLine;
  return state.hold.reason === "rules-in-use" ? state.hold : undefined;
}

function isOtherHold(before: HoldReason | undefined, wait: HoldReason): boolean {
  if (wait.reason === "freeze" && before?.reason === "freeze") return !isSameFreeze(before.freeze, wait.freeze);
  const [was, is] = [before, wait].map((one) => (one?.reason === "rules-in-use" ? one.by : undefined));
  return was?.verb !== is?.verb || was?.since !== is?.since;
}

/** The freeze that holds this execution's next call, if one does. */
function findHoldingFreeze(execution: Execution, { look }: Seen, { freeze }: Circumstances): FreezeNow | undefined {
  return freeze !== undefined && isHeldByFreeze(execution, look.kind === "workflow" ? look.reading : undefined) ? freeze : undefined;
}

function findHoldReason(gate: Gate, seen: Seen, freeze: FreezeNow | undefined): WaitInTime | undefined {
  if (freeze !== undefined) return { reason: "freeze", freeze };
  const { standing } = seen;
  if (standing.kind === "unknown") {
    return { reason: "people-unknown", ...(standing.since === undefined ? {} : { unreadSince: standing.since }) };
  }
  if (gate.kind !== "wait") return undefined;
  if (gate.reason === "lag") return { reason: "lag", lagSeconds: gate.lagSeconds, limitSeconds: gate.limitSeconds };
  const holder = findLongestHolder(listLockHolders(seen));
  return { reason: "locked", ...(holder === undefined ? {} : { holder }) };
}

/** Announces a hold when it begins, and when its reason, the freeze or the step ahead of it changes. */
function holdExecution(execution: Execution, state: StateOf<"ready" | "held">, wait: WaitInTime, at: Circumstances): Decided {
  const before = state.kind === "held" ? state.hold : state.inLine;
  // A freeze ends when people said it would, so it is waited for as long as the approval may be used, and takes nothing from other waits.
  const isSameWait = before !== undefined && (before.reason === "freeze") === (wait.reason === "freeze");
  const since = isSameWait ? before.since : at.now;
  const until = wait.reason === "freeze" ? execution.useBy : Math.min(since + at.limits.holdMs, execution.useBy);
  if (at.now >= until) return refuseExecution(execution, LAPSED[wait.reason], at.now);
  const hold = { ...wait, since, until };
  const isNews = before?.reason !== wait.reason || isOtherHold(before, wait);
  const effect = { kind: "wait", ms: wait.reason === "rules-in-use" ? at.timing.inLineRetryMs : at.timing.holdRetryMs } as const;
  return goTo(execution, { kind: "held", left: state.left, hold }, effect, isNews ? [{ kind: "held", hold }] : []);
}
