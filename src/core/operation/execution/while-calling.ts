import { boundAnswer, summarizeLook } from "./brief-look.ts";
import { type Calling, closeOpenCall, endCall, type EndedCall, giveUpCall } from "./close-call.ts";
import { pickKeyspaceToUnblock } from "../request/facts.ts";
import { decideAfterStep } from "./after-step.ts";
import {
  type Circumstances,
  type Decided,
  pickReadsSwitched,
  endExecution,
  type ExecutionEvent,
  goTo,
  type SenderLost,
  stayInState,
} from "./decided.ts";
import type { CallEnd, Execution, OpenCall } from "./executions.ts";
import { listExecutionFacts, areWritesUnblocked, reachStepVerdict } from "./goal.ts";
import { pickTimeout, nameVerb } from "../request/operations.ts";
import { type FaultNote, INTERRUPTED, isBroken, isUnheard } from "../outcome/outcomes.ts";
import { listLockHolders, type Seen, pickLookTime, type Sight } from "./sight.ts";
import { computeDeadLockLapseMs } from "./timing.ts";
import type { Verdict } from "../outcome/verdict.ts";
import { WORKFLOW_LOCKS_SINCE } from "../../vitess/version.ts";
import type { BrokenCall } from "../../move/broken-call.ts";

/** A second call needs proof that the first changed nothing. A third would only hide a fault. */
const MOST_CALLS_A_STEP = 2;

/** Decides about an execution while one of its calls is open. */
export function decideWhileCalling(execution: Calling, sight: Sight, at: Circumstances): Decided {
  const { state } = execution;
  const { call } = state;
  switch (sight.kind) {
    case "not-sent":
      return decideNotSent(execution, at);
    case "answered": {
      const end: CallEnd = {
        at: at.now,
        ...(sight.fault === undefined ? {} : { fault: sight.fault }),
        ...(sight.said === undefined ? {} : { said: boundAnswer(sight.said) }),
      };
      return withEnd(execution, end, { kind: "look", afterMs: 0 });
    }
    case "unreadable":
      return waitForReading(execution, sight.fault, at);
    case "seen":
      return judgeCall(execution, sight.seen, at);
    case "nothing":
    case "prepared":
    case "in-line": {
      // Until then the call's process may still be about to send it.
      const free = call.startedAt + at.timing.takeOverAfterMs;
      if (call.end === undefined && at.now < free) return stayInState(execution, { kind: "wait", ms: free - at.now });
      return { ...stayInState(execution, { kind: "look", afterMs: 0 }), events: announceSenderLost(call) };
    }
    default:
      return sight satisfies never;
  }
}

/** The call's own process would have written the call's end before it looked. */
function announceSenderLost({ startedAt, end }: OpenCall, shows?: SenderLost["shows"]): readonly ExecutionEvent[] {
  return end === undefined ? [{ kind: "sender-lost", startedAt, ...(shows === undefined ? {} : { shows }) }] : [];
}

/** The call never left, so a call-off that was waiting for it takes effect now. */
function decideNotSent(execution: Calling, { now, timing }: Circumstances): Decided {
  const { left, callOff } = execution.state;
  if (callOff === undefined) return goTo(execution, { kind: "ready", left }, { kind: "look", afterMs: timing.rereadMs });
  return endExecution(execution, { kind: "called-off", at: now, by: callOff.by, reason: callOff.reason, ...pickReadsSwitched(execution) });
}

/** Records how a call ended. One without an answer from Vitess is remembered on the move: its lock is dead, and it may arrive late. */
function withEnd(execution: Calling, end: CallEnd, effect: Decided["effect"]): Decided {
  const { state } = execution;
  const events: readonly ExecutionEvent[] = isBroken(end.fault) ? [{ kind: "broken", call: toBrokenCall(execution, end) }] : [];
  return goTo(execution, { ...state, call: { ...state.call, end } }, effect, events);
}

function toBrokenCall({ id, proposal, state }: Calling, { at }: CallEnd): BrokenCall {
  return {
    verb: nameVerb(proposal),
    types: state.left[0].tabletTypes,
    startedAt: state.call.startedAt,
    brokeAt: at,
    ...pickTimeout(proposal),
    executionId: id,
  };
}

/** Waits while Vitess cannot be read: the call stays open until a reading shows what it led to, or until it must be over. */
function waitForReading(execution: Calling, fault: FaultNote, { now, timing }: Circumstances): Decided {
  const { call } = execution.state;
  if (now < call.startedAt + timing.callIsOverMs) return stayInState(execution, { kind: "wait", ms: timing.unreadableRetryMs });
  const unknown = { kind: "unknown", at: now, findings: ["state-unreadable"], fault: call.end?.fault ?? fault } as const;
  const heard = call.end === undefined ? withEnd(execution, { at: now, fault: INTERRUPTED }, { kind: "end" }).events : [];
  const decided = endExecution(giveUpCall(execution, now), unknown);
  return { ...decided, events: [...heard, ...decided.events] };
}

/** Judges the call by a look: still under way, not settled yet, or over. */
function judgeCall(execution: Calling, seen: Seen, at: Circumstances): Decided {
  const { now, timing } = at;
  const { left, call } = execution.state;
  const verdict = reachStepVerdict(execution, left[0].tabletTypes, call, seen);
  const ended = endCall(call, now);
  if (verdict.kind !== "done" && mayStillRun(execution, ended.end.fault, seen, at))
    return { ...stayInState(execution, { kind: "wait", ms: timing.unreadableRetryMs }), events: announceSenderLost(call, "at-work") };
  if (call.end === undefined && verdict.kind !== "done") {
    const marked = withEnd(execution, ended.end, { kind: "look", afterMs: timing.rereadMs });
    if (!isSettled(verdict, ended, seen, at)) return marked;
    // Nothing changed and nobody is working on it, so nothing has to settle. The call may still arrive late.
    const settled = closeCall({ execution, call: ended, seen, at }, verdict);
    return { ...settled, events: [...marked.events, ...settled.events] };
  }
  return isSettled(verdict, ended, seen, at)
    ? closeCall({ execution, call: ended, seen, at }, verdict)
    : stayInState(execution, { kind: "look", afterMs: timing.rereadMs });
}

/** A call that is over, and the look that shows what it led to. */
interface Over {
  readonly execution: Calling;
  readonly call: EndedCall;
  readonly seen: Seen;
  readonly at: Circumstances;
}

/** Readings that contradict each other need time to settle, up to the look: a worker that slept after it has seen none of that time. */
function isSettled(verdict: Verdict, { end }: EndedCall, seen: Seen, { timing }: Circumstances): boolean {
  if (verdict.kind === "done") return true;
  if (verdict.kind === "untouched" && end.fault !== undefined && listLockHolders(seen).length === 0) return true;
  return pickLookTime(seen) >= end.at + timing.settleMs;
}

/**
 * vtctld keeps working for a while on a call that nobody listens to. It is over once there is an answer or that vtctld is gone, or once the
 * lock is free where one lock is held throughout: before Vitess 20 a switch checks every tablet and goes from reads to writes without any.
 * Counted up to the look as well.
 */
function mayStillRun({ proposal, state }: Calling, fault: FaultNote | undefined, seen: Seen, { timing }: Circumstances): boolean {
  if (!isUnheard(fault)) return false;
  const at = pickLookTime(seen);
  const { startedAt } = state.call;
  // A rescue meets the lock of the dead call whose outage it ends; its own calls are over long before.
  const lockedIsOverMs = proposal.kind === "rescue" ? timing.callIsOverMs : timing.lockedIsOverMs;
  if (listLockHolders(seen).length > 0) return at < startedAt + lockedIsOverMs;
  return at < startedAt + timing.callIsOverMs && (seen.major ?? 0) < WORKFLOW_LOCKS_SINCE;
}

/** Closes the call and decides what follows from its result. */
function closeCall(known: Over, verdict: Verdict): Decided {
  const { execution, call, seen, at } = known;
  const { fault } = call.end;
  const closed = closeOpenCall(execution, call, { isStep: verdict.kind === "done", lookAfter: summarizeLook(execution, seen) });
  const told = withRules(call, seen);
  const note = fault === undefined ? {} : { fault };
  switch (verdict.kind) {
    case "done":
      // Vitess writes the rules before the cells serve them: an error can come in between, and no reading shows what the cells have.
      if (execution.proposal.kind === "restore" && fault !== undefined)
        return told(endExecution(closed, { kind: "unfinished", at: at.now, findings: ["rules-not-propagated"], ...note }, seen));
      return told(decideAfterStep(closed, execution.state, seen, at));
    case "untouched":
      return told(decideUntouched(closed, known));
    case "unfinished":
      return told(endExecution(closed, { kind: "unfinished", at: at.now, findings: verdict.findings, ...note }, seen));
    case "between":
      return told(endExecution(closed, { kind: "unknown", at: at.now, findings: verdict.findings, ...note }, seen));
    default:
      return verdict satisfies never;
  }
}

/** Announces what happened to the rules and the VSchemas meanwhile together with the call's result. */
function withRules({ snapshot }: OpenCall, { strange, vschemaChanges = [] }: Seen): (decided: Decided) => Decided {
  if (snapshot === undefined) return (decided) => decided;
  const events: readonly ExecutionEvent[] = [
    ...(strange === undefined ? [] : [{ kind: "rules", strange, snapshot } as const]),
    ...(vschemaChanges.length === 0 ? [] : [{ kind: "vschema", changes: vschemaChanges, snapshot } as const]),
  ];
  return (decided) => (events.length === 0 ? decided : { ...decided, events: [...events, ...decided.events] });
}

/** Decides about a call that changed nothing: make it again if that is proven safe, else end. */
function decideUntouched(closed: Execution, { execution, call, seen, at }: Over): Decided {
  const { now, timing } = at;
  const { left, callOff } = execution.state;
  const { fault } = call.end;
  const note = fault === undefined ? {} : { fault };
  const isLocked = listLockHolders(seen).length > 0;
  // Nobody heard the call end and the lock is held: something may still change.
  if (isLocked && isBroken(fault) && closed.proposal.kind !== "rescue")
    return endExecution(closed, { kind: "unknown", at: now, findings: listExecutionFacts(closed, seen), ...note }, seen);
  if (callOff !== undefined)
    return endExecution(
      closed,
      { kind: "called-off", at: now, by: callOff.by, reason: callOff.reason, ...note, ...pickReadsSwitched(closed) },
      seen,
    );
  if (closed.proposal.kind === "rescue" && fault?.kind === "busy") {
    const first = closed.done[0]?.startedAt ?? call.startedAt;
    const until = first + computeDeadLockLapseMs(timing, at.broken?.timeoutMs);
    const hold = { reason: "dead-lock", keyspace: pickKeyspaceToUnblock(closed.move, closed.proposal.facts), since: first, until } as const;
    const events: readonly ExecutionEvent[] = closed.done.length === 1 ? [{ kind: "held", hold }] : [];
    if (now < until) return goTo(closed, { kind: "held", left, hold }, { kind: "wait", ms: timing.unreadableRetryMs }, events);
  }
  const tries = closed.done.filter((one) => one.did === "nothing" && one.tabletTypes.join() === left[0].tabletTypes.join()).length;
  if (fault?.kind === INTERRUPTED.kind && tries < MOST_CALLS_A_STEP) {
    const lost = { kind: "sender-lost", startedAt: call.startedAt, shows: "nothing" } as const;
    return goTo(closed, { kind: "ready", left }, { kind: "look", afterMs: 0 }, [lost]);
  }
  // The record is clean, but nobody heard whether the tablets have read it.
  if (closed.proposal.kind === "rescue" && areWritesUnblocked(closed, seen))
    return endExecution(
      closed,
      { kind: "unknown", at: now, findings: [...listExecutionFacts(closed, seen), "tablets-not-told"], ...note },
      seen,
    );
  return endExecution(closed, { kind: "failed", at: now, ...note, ...pickReadsSwitched(closed) }, seen);
}
