import type { FaultNote } from "../../core/acts/outcomes.ts";
import type { Instant } from "../../core/readings.ts";
import type { Verdict } from "../../core/acts/verdict.ts";
import { LOCKS_TOLD_SINCE } from "../../core/vitess-version.ts";
import { Fault } from "../fault.ts";
import type { Vitess } from "../ports.ts";
import type { CarryOutDeps } from "./deps.ts";
import type { Judged } from "./judge.ts";
import type { OpenCall } from "./send.ts";

/** A call whose worker died before it ended: what became of it is for the reading to say. */
export const INTERRUPTED: FaultNote = { kind: "interrupted", text: "" };

/**
 * vtctld goes on for a while with what nobody listens to. An answer, or a vtctld that went away, is an end; so is that nobody holds the lock,
 * where that can be seen.
 */
export async function mayStillRun(
  { timing }: CarryOutDeps,
  vitess: Vitess,
  { record }: OpenCall,
  fault: FaultNote | undefined,
  isLocked: boolean,
  now: Instant,
): Promise<boolean> {
  if (!isUnheard(fault)) return false;
  if (isLocked) return now < record.startedAt + timing.lockedIsOverMs;
  return now < record.startedAt + timing.callIsOverMs && !(await tellsLocks(vitess));
}

function isUnheard(fault: FaultNote | undefined): boolean {
  return fault?.kind === INTERRUPTED.kind || fault?.kind === "timed-out";
}

async function tellsLocks(vitess: Vitess): Promise<boolean> {
  try {
    return (await vitess.version()).major >= LOCKS_TOLD_SINCE;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

/** Who did not hear the end of a call, and sees the lock held, does not know that nothing will change any more. */
export function soFar({ verdict, isLocked, findings }: Judged, fault: FaultNote | undefined): Verdict {
  const isUnknown = verdict.kind === "untouched" && isLocked && (isUnheard(fault) || fault?.kind === "unreachable");
  return isUnknown ? { kind: "between", findings } : verdict;
}
