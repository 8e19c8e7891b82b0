import type { CallStep } from "../../core/acts/acts.ts";
import type { Execution } from "../../core/acts/executions.ts";
import type { Move } from "../../core/moves.ts";
import { moveId } from "../../core/names.ts";
import type { ActRefusal, FaultNote } from "../../core/acts/outcomes.ts";
import type { Reading } from "../../core/readings.ts";
import { isDone, shapeOf, type Verdict } from "../../core/acts/verdict.ts";
import { Fault } from "../fault.ts";
import type { Vitess } from "../ports.ts";
import type { Lease } from "../records.ts";
import { beginExecution } from "./begin.ts";
import { again, type CarryOutDeps, DONE, type Next } from "./deps.ts";
import { grant } from "./grant.ts";
import { judge, look, type Seen, verdictFor } from "./judge.ts";
import { keepLease } from "./lease.ts";
import { stillBlocked } from "./preflight-again.ts";
import { readiness, useByOf } from "./ready.ts";
import { compareAfter, saveBefore } from "./rules-around.ts";
import { claimRequest, openCall, type OpenCall, recordCall, recordCallEnd, recordCallFault, send, unclaimRequest } from "./send.ts";
import { conclude, settle } from "./settle.ts";
import { INTERRUPTED, mayStillRun, soFar } from "./still-running.ts";
import { tell } from "../watch/tell.ts";

/** A second call needs proof that the first changed nothing. A third would only hide a fault. */
const MOST_CALLS_A_STEP = 2;

/**
 * Carries out an approved act: intent → lease → read → call → read → outcome. Safe to run again at any moment, also after a kill
 * between any two effects: it takes up from what is recorded and from what Vitess shows, and sends an RPC a second time only when a
 * reading proves that the first one changed nothing and nobody holds the workflow's lock. Throws only when the store is away; the job
 * then runs again.
 */
export async function carryOut(deps: CarryOutDeps, executionId: string): Promise<Next> {
  const execution = await beginExecution(deps, executionId);
  if (execution === undefined || execution.settled) return DONE;
  const lease = await deps.records.lease(`workflow:${moveId(execution.move)}`, deps.timing.leaseMs);
  if (lease === undefined) return again(deps.timing.leaseTakenRetryMs);
  return keepLease(lease, deps.timing.leaseMs, () => proceed(deps, executionId, lease));
}

/** Goes through the plan until it ends, holds or soaks. The record is loaded anew for each step: it is the only truth about how far this is. */
async function proceed(deps: CarryOutDeps, id: string, lease: Lease): Promise<Next> {
  for (;;) {
    const execution = await deps.records.executions.get(id);
    if (execution === undefined) return DONE;
    if (execution.outcome !== undefined) return settle(deps, execution).then(() => DONE);
    if (execution.act.verb === "override") return grant(deps, execution, execution.act);
    const step = execution.plan[execution.step];
    if (step === undefined) return conclude(deps, execution, { kind: sent(execution) ? "succeeded" : "already-so" });
    const next = step.kind === "soak" ? await soak(deps, execution, step.ms) : await takeStep(deps, execution, step, lease);
    if (next !== "next-step") return next;
  }
}

async function soak(deps: CarryOutDeps, execution: Execution, ms: number): Promise<Next | "next-step"> {
  const now = await deps.records.now();
  if (execution.soakUntil !== undefined && now >= execution.soakUntil) return advance(deps, execution);
  // Reads that were over there already need no soak.
  if (!sent(execution)) return advance(deps, execution);
  const soakUntil = execution.soakUntil ?? now + ms;
  await unclaimRequest(deps.records, execution);
  await deps.records.executions.change(execution.id, (current) => ({ write: { ...current, soakUntil }, result: undefined }));
  const move = moveId(execution.move);
  const snapshot = execution.calls.at(-1)?.snapshot;
  const body = { kind: "reads-switched", executionId: execution.id, soakUntil, ...(snapshot === undefined ? {} : { snapshot }) } as const;
  await deps.records.addEntry(move, body, `soak:${execution.id}`);
  await tell(deps.jobs, move);
  return again(soakUntil - now);
}

async function takeStep(deps: CarryOutDeps, execution: Execution, step: CallStep, lease: Lease): Promise<Next | "next-step"> {
  const vitess = deps.vitess(execution.move.cluster);
  const interrupted = openCall(execution);
  const seen = await look(deps, vitess, execution, await deps.records.now());
  if (seen instanceof Fault) return unreadable(deps, execution, interrupted, seen);
  if (interrupted?.record.fault !== undefined) return afterCall(deps, vitess, execution, step, interrupted, interrupted.record.fault);
  if (interrupted !== undefined) return takeUp(deps, vitess, execution, step, interrupted, seen.reading);
  if (isDone(execution.act, step.tabletTypes, execution.seal, seen.reading)) return advance(deps, execution);

  const move = await deps.records.moves.get(moveId(execution.move));
  if (move === undefined) return conclude(deps, execution, refusal("workflow-missing"));
  return callWhenReady(deps, vitess, execution, step, move, seen, lease);
}

async function callWhenReady(
  deps: CarryOutDeps,
  vitess: Vitess,
  execution: Execution,
  step: CallStep,
  move: Move,
  { reading, vdiff }: Seen,
  lease: Lease,
): Promise<Next | "next-step"> {
  const ready = await readiness(deps, execution, step.tabletTypes, move, reading, vdiff, await deps.records.now());
  if (ready.kind === "refused") return conclude(deps, execution, { ...ready, ...earlier(execution) });
  if (ready.kind === "hold") return hold(deps, execution, ready.hold);
  const blocked = await stillBlocked(deps, vitess, execution, move, step.tabletTypes, { reading, vdiff });
  if (blocked.length > 0) return conclude(deps, execution, { ...refusal("preflight-blocked", blocked), ...earlier(execution) });

  if (!(await lease.renew())) return again(deps.timing.leaseTakenRetryMs);
  const snapshot = await saveBefore(deps, vitess, execution);
  if (snapshot instanceof Fault) return unreadable(deps, execution, undefined, snapshot);
  // Between the look and here: the next look says what.
  if (snapshot === "changed") return again(0);
  if (!(await claimRequest(deps.records, execution))) return conclude(deps, execution, { ...refusal("withdrawn"), ...earlier(execution) });
  const before = deps.digest(shapeOf(execution.seal, reading));
  const call = await recordCall(deps.records, execution, before, snapshot);
  if (call === undefined) return again(deps.timing.leaseTakenRetryMs);
  const fault = await send(vitess, execution, step.tabletTypes, reading.restore);
  return afterCall(deps, vitess, execution, step, call, fault);
}

/** What became of a call that nobody waits for any more. It stays open while Vitess cannot be read, and while it may still be under way. */
async function afterCall(
  deps: CarryOutDeps,
  vitess: Vitess,
  execution: Execution,
  step: CallStep,
  call: OpenCall,
  fault: FaultNote | undefined,
): Promise<Next | "next-step"> {
  const judged = await judge(deps, vitess, execution, step, call.record.before, fault);
  const now = await deps.records.now();
  if (judged === undefined || (judged.verdict.kind !== "done" && (await mayStillRun(deps, vitess, call, fault, judged.isLocked, now)))) {
    if (fault !== undefined) await recordCallFault(deps.records, execution.id, call, fault);
    return again(deps.timing.unreadableRetryMs);
  }
  // Before the call is closed: a worker that dies in between leaves it to the next one.
  await compareAfter(deps, vitess, execution, step, call.record.snapshot);
  const closed = await recordCallEnd(deps.records, execution.id, call, fault);
  return closed === undefined ? again(deps.timing.leaseTakenRetryMs) : follow(deps, closed, soFar(judged, fault), fault);
}

/** What became of a call whose worker died. While somebody holds the lock it may still be under way: wait for that. */
async function takeUp(
  deps: CarryOutDeps,
  vitess: Vitess,
  execution: Execution,
  step: CallStep,
  call: OpenCall,
  reading: Reading,
): Promise<Next | "next-step"> {
  const verdict = verdictFor(deps, execution, step, call.record.before, reading);
  const isLocked = reading.lockHolders.length > 0;
  const now = await deps.records.now();
  if (verdict.kind !== "done" && (await mayStillRun(deps, vitess, call, INTERRUPTED, isLocked, now)))
    return again(deps.timing.unreadableRetryMs);
  const calls = execution.calls.filter((one) => one.step === execution.step).length;
  // Signs that contradict each other need time to settle, as they do right after a call.
  if (verdict.kind !== "untouched" || isLocked || calls >= MOST_CALLS_A_STEP) {
    return afterCall(deps, vitess, execution, step, call, INTERRUPTED);
  }
  const closed = await recordCallEnd(deps.records, execution.id, call, INTERRUPTED);
  return closed === undefined ? again(deps.timing.leaseTakenRetryMs) : "next-step";
}

/** From what a call led to, to what comes next: the next step, or an outcome. */
async function follow(
  deps: CarryOutDeps,
  execution: Execution,
  verdict: Verdict,
  fault: FaultNote | undefined,
): Promise<Next | "next-step"> {
  const note = fault === undefined ? {} : { fault };
  switch (verdict.kind) {
    case "done":
      // Vitess writes the rules first and tells the cells then: an error can come in between, and no reading shows what the cells have.
      if (execution.act.verb === "restore" && fault !== undefined)
        return conclude(deps, execution, { kind: "unfinished", findings: ["rules-not-propagated"], ...note });
      return advance(deps, execution);
    case "untouched":
      return conclude(deps, execution, { kind: "failed", ...note, ...earlier(execution) });
    case "unfinished":
      return conclude(deps, execution, { kind: "unfinished", findings: verdict.findings, ...note });
    case "between":
      return conclude(deps, execution, { kind: "unknown", findings: verdict.findings, ...note });
    default:
      return verdict satisfies never;
  }
}

async function advance(deps: CarryOutDeps, execution: Execution): Promise<"next-step"> {
  await deps.records.executions.change(execution.id, (current) =>
    current.step === execution.step ? { write: { ...current, step: current.step + 1 }, result: undefined } : { result: undefined },
  );
  return "next-step";
}

async function hold(deps: CarryOutDeps, execution: Execution, held: NonNullable<Execution["hold"]>): Promise<Next> {
  await unclaimRequest(deps.records, execution);
  await deps.records.executions.change(execution.id, (current) => ({ write: { ...current, hold: held }, result: undefined }));
  const move = moveId(execution.move);
  await deps.records.addEntry(move, { kind: "held", executionId: execution.id, hold: held }, `held:${execution.id}:${held.since}`);
  await tell(deps.jobs, move);
  return again(deps.timing.holdRetryMs);
}

/** Vitess cannot be read. Before a call that costs time only; after one, what became of it stays open until it can. */
async function unreadable(deps: CarryOutDeps, execution: Execution, interrupted: OpenCall | undefined, fault: Fault): Promise<Next> {
  const now = await deps.records.now();
  const limit = interrupted === undefined ? useByOf(execution) : interrupted.record.startedAt + deps.timing.callIsOverMs;
  if (now < limit) return again(deps.timing.unreadableRetryMs);
  const note = { kind: fault.kind, text: fault.message };
  if (interrupted === undefined) return conclude(deps, execution, { ...refusal("unreachable"), fault: note, ...earlier(execution) });
  return conclude(deps, execution, { kind: "unknown", findings: ["state-unreadable"], fault: interrupted.record.fault ?? note });
}

/** Of a switch in two parts, the first is done as soon as the plan goes on to a later step. */
function earlier(execution: Execution): { readsSwitched?: true } {
  return execution.step > 0 && sent(execution) ? { readsSwitched: true } : {};
}

function sent(execution: Execution): boolean {
  return execution.calls.length > 0;
}

function refusal<Reason extends ActRefusal>(
  reason: Reason,
  difference: readonly string[] = [],
): { kind: "refused"; reason: Reason; difference: readonly string[] } {
  return { kind: "refused", reason, difference };
}
