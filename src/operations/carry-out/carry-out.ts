import { explain } from "../../core/explain/explain.ts";
import { composeAnnouncement } from "../../core/announce/announce.ts";
import type { Decided } from "../../core/operation/execution/decided.ts";
import { type Execution, isInLine } from "../../core/operation/execution/executions.ts";
import { needsTurn } from "../../core/operation/request/operations.ts";
import { decideNext } from "../../core/operation/execution/next.ts";
import type { Sight } from "../../core/operation/execution/sight.ts";
import { findBrokenCall } from "../../core/move/moves.ts";
import { findFreezeOnOperation } from "../policy/freezes.ts";
import { findRequestWindow, tightenRequest } from "../policy/requirement.ts";
import { moveId } from "../../core/vitess/names.ts";
import { commit } from "../commit.ts";
import { noteExplanation } from "../readings/explain-fault.ts";
import type { Lease } from "../records.ts";
import { runAgain, type CarryOutDeps, DONE, type Next } from "./deps.ts";
import { keepLease } from "../leases/lease.ts";
import { lookAtExecution } from "./look.ts";
import { prepare } from "./prepare.ts";
import { sendStep } from "./send.ts";
import { releaseTurn, runKeepingTurn } from "../leases/turns.ts";
import { keepExecutionTurn, findPlaceInLine, toTurnStep } from "./turn.ts";

const NO_SIGHT: Sight = { kind: "nothing" };

/**
 * Carries out an execution as far as possible now. Safe to run again at any moment, also after a kill between any two effects: it decides
 * the next effect from the record and from what Vitess shows, and records it before doing it. A failing Vitess is a sight and throws
 * nothing. Throws a Fault when the store is unreachable, too contended, or has a damaged record; the job then runs again.
 */
export async function carryOut(deps: CarryOutDeps, executionId: string): Promise<Next> {
  const execution = await deps.records.executions.get(executionId);
  if (execution === undefined) return DONE;
  if (execution.state.kind === "ended") {
    // It was called off while it stood in line.
    await releaseTurn(deps, execution.move.cluster, executionId);
    return DONE;
  }
  const lease = await deps.records.lease(`workflow:${moveId(execution.move)}`, deps.timing.leaseMs);
  if (lease === undefined) return runAgain(deps.timing.leaseTakenRetryMs);
  return keepLease(lease, deps.timing.leaseMs, () => interpret(deps, execution, lease));
}

/** The interpreter: decides and records, does one effect, and starts over with what it saw. */
async function interpret(deps: CarryOutDeps, begun: Execution, lease: Lease): Promise<Next> {
  let basis = begun;
  let sight = NO_SIGHT;
  let hasTurn = false;
  for (;;) {
    if (!(await lease.renew())) return runAgain(deps.timing.leaseTakenRetryMs);
    if (basis.state.kind === "calling") {
      hasTurn = true;
      await keepExecutionTurn(deps, basis);
    }
    // Start the clock before the record is written, so that no call is sent later after its record than allowed.
    const isFresh = deps.freshFor(deps.timing.sendWithinMs);
    const decided = await commitDecision(deps, basis, sight);
    if (decided === undefined) return DONE;
    const { execution, effect } = decided;
    // Leave the line if a look settled the outcome, if the turn came but no call follows, or if it waits for something other than the turn.
    if (effect.kind === "end" || (hasTurn && execution.state.kind !== "calling") || leavesLine(decided)) {
      hasTurn = false;
      await releaseTurn(deps, execution.move.cluster, execution.id);
    }
    switch (effect.kind) {
      case "end":
        return DONE;
      case "wait":
        return runAgain(effect.ms);
      case "look":
        await deps.pause(effect.afterMs);
        sight = (await findPlaceInLine(deps, execution)) ?? (await lookAtExecution(deps, execution));
        break;
      case "prepare":
        sight = await prepare(deps, execution, effect.seen);
        hasTurn = sight.kind !== "in-line";
        break;
      case "send":
        sight = await sendAndNote(deps, execution, () => sendStep(deps, execution, effect.seen, isFresh));
        break;
      default:
        return effect satisfies never;
    }
    basis = execution;
  }
}

function sendAndNote(deps: CarryOutDeps, execution: Execution, work: () => Promise<Sight>): Promise<Sight> {
  return needsTurn(execution.proposal) ? runKeepingTurn(deps, toTurnStep(execution), work) : work();
}

/** True for an execution that waits for something other than its turn. */
function leavesLine({ execution: { state }, effect }: Decided): boolean {
  return effect.kind === "wait" && state.kind !== "calling" && !isInLine(state);
}

/** Decides on the newest record, and writes the decision with everything that goes with it. Undefined if the record is gone. */
async function commitDecision(deps: CarryOutDeps, basis: Execution, sight: Sight): Promise<Decided | undefined> {
  const policy = deps.policy(basis.move.cluster);
  const named = { execution: basis.id, ...(basis.requestId === undefined ? {} : { request: basis.requestId }) };
  const before = sight.kind === "seen" ? await deps.records.reading(moveId(basis.move)) : undefined;
  const decided = await commit<Decided | undefined>(
    deps,
    moveId(basis.move),
    ({ move, request, execution, freezes }, now) => {
      if (execution === undefined) return { result: undefined };
      const tightened = request === undefined ? undefined : tightenRequest(policy, request, move);
      const { limits } = tightened ?? policy;
      const window = tightened === undefined ? undefined : findRequestWindow(tightened, now);
      const broken = move === undefined ? undefined : findBrokenCall(move);
      const freeze = findFreezeOnOperation(policy, freezes, execution, now);
      const at = {
        now,
        limits,
        timing: deps.timing,
        move,
        ...(broken === undefined ? {} : { broken }),
        ...(window === undefined ? {} : { window }),
        ...(freeze === undefined ? {} : { freeze }),
      };
      // If another worker went further meanwhile, what this one saw is out of date.
      const result = decideNext(execution, isUnchanged(execution, basis) ? sight : NO_SIGHT, at);
      const major = findSeenMajor(sight);
      const about = { move, request: basis.requestId === undefined ? undefined : request, now, rollbackMs: limits.rollbackMs };
      const announced = { ...about, ...(major === undefined ? {} : { major }) };
      const { reading, ...told } = composeAnnouncement(result.execution, result.events, announced);
      return {
        ...(result.execution === execution ? {} : { execution: result.execution }),
        ...told,
        // The watch may have read it since.
        ...(reading === undefined || (before !== undefined && before.at > reading.at) ? {} : { reading }),
        result,
      };
    },
    named,
  );
  for (const event of decided?.events ?? []) {
    if (event.kind === "ended" && "fault" in event.outcome && event.outcome.fault !== undefined)
      noteExplanation(deps, explain(event.outcome.fault.text, event.outcome.fault.kind));
  }
  return decided;
}

/** True unless somebody has taken the execution further since it was seen. */
function isUnchanged({ state, done }: Execution, seen: Execution): boolean {
  if (state.kind !== seen.state.kind || done.length !== seen.done.length) return false;
  if (state.kind !== "calling" || seen.state.kind !== "calling") return true;
  return state.call.startedAt === seen.state.call.startedAt && (state.call.end === undefined) === (seen.state.call.end === undefined);
}

function findSeenMajor(sight: Sight): number | undefined {
  return sight.kind === "seen" || sight.kind === "prepared" ? sight.seen.major : undefined;
}
