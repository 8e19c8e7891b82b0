import type { Answer } from "../../core/command/answers.ts";
import { findRollbackDeadline, type Move } from "../../core/move/moves.ts";
import { moveId } from "../../core/vitess/names.ts";
import { composeAnnouncement } from "../../core/announce/announce.ts";
import { beginWithoutRequest } from "../../core/operation/execution/begin.ts";
import { isBeforeWindow } from "../../core/operation/execution/executions.ts";
import { callOff } from "../../core/operation/execution/call-off.ts";
import { type OnWorkflow, nameVerb } from "../../core/operation/request/operations.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { publishJobs } from "../../core/announce/wanted-jobs.ts";
import { refuseIfBusy } from "../busy-with.ts";
import { limitsOfMove } from "../policy/requirement.ts";
import { commit } from "../commit.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { findFreezeOnMove } from "../policy/freezes.ts";
import { composeReceipt } from "../receipt.ts";

/** A rollback that needs no vote. `isInSoak`: the same commit calls off the switch that soaks. */
interface RollBack {
  readonly proposal: OnWorkflow;
  readonly asker: Asker;
  readonly isInSoak: boolean;
}

/**
 * Begins the rollback. Of many presses at the same moment one begins it; the others hear that it is under way. Undefined if one press is no
 * longer enough because the soak has ended, the time is up, or the move is frozen.
 */
export async function rollBack(deps: VerbDeps, move: Move, { proposal, asker, isInSoak }: RollBack): Promise<Answer | undefined> {
  const policy = deps.policy(move.name.cluster);
  const limits = limitsOfMove(policy, move);
  const mine = moveId(move.name);
  const { by, channel, id } = asker;
  const underWay = composeReceipt(move, "rolling-back");
  return commit<Answer | undefined>(
    deps,
    mine,
    ({ move: recorded, request, execution: again, live, freezes }, now) => {
      if (again !== undefined) return { result: underWay };
      if (findFreezeOnMove(policy, freezes, move, now) !== undefined) return { result: undefined };
      const execution = beginWithoutRequest({ id, move: move.name, channel, proposal, by, now }, limits);
      const audit = { kind: "rollback", moveId: mine, by, facts: { execution: id } };
      const jobs = [{ job: "carry-out", executionId: id } as const, ...publishJobs(mine)];
      if (live.execution === undefined) {
        return !isInSoak && isArmed(recorded, now) ? { execution, audit: [audit], jobs, result: underWay } : { result: undefined };
      }
      if (nameVerb(live.execution.proposal) === "reverse") return { result: underWay };
      // What waits for its window, such as Complete at night, has not begun.
      const isWaiting = isBeforeWindow(live.execution.state);
      if (isInSoak ? live.execution.state.kind !== "soaking" : !(isWaiting && isArmed(recorded, now)))
        return { result: refuseIfBusy(move, { live }) };
      const reason = isInSoak ? "Reads are rolled back." : "Traffic is rolled back.";
      const called = callOff({ execution: live.execution }, { by, reason, at: now });
      if (called?.kind !== "execution") return { result: undefined };
      const about = { move: recorded, request, now, rollbackMs: limits.rollbackMs };
      const told = composeAnnouncement(called.decided.execution, called.decided.events, about);
      return {
        ...told,
        ended: called.decided.execution,
        execution,
        audit: [...told.audit, audit],
        jobs: [...told.jobs, ...jobs],
        result: underWay,
      };
    },
    { execution: id },
  );
}

function isArmed(move: Move | undefined, now: Instant): boolean {
  return move !== undefined && now < (findRollbackDeadline(move) ?? 0);
}
