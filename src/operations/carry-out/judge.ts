import type { CallStep } from "../../core/acts/acts.ts";
import type { Execution } from "../../core/acts/executions.ts";
import type { FaultNote, Finding } from "../../core/acts/outcomes.ts";
import type { Instant } from "../../core/readings.ts";
import type { ActReading } from "../../core/rules/restore.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import { findingsOf, shapeOf, type Verdict, verdictOf } from "../../core/acts/verdict.ts";
import { Fault } from "../fault.ts";
import { lookAtVDiff } from "../watch/look-at-vdiff.ts";
import type { Vitess } from "../ports.ts";
import { readMove } from "../watch/read-move.ts";
import type { CarryOutDeps } from "./deps.ts";
import { lookAtRules } from "./look-at-rules.ts";
import { openCall } from "./send.ts";

type LookDeps = Pick<CarryOutDeps, "records">;

/** What Vitess shows of a move, with the VDiff that an approval was given on. */
export interface Seen {
  readonly reading: ActReading;
  readonly vdiff: VDiff | undefined;
}

/**
 * Reads a move; a Vitess that cannot be read is a value here, because it is never the end of an execution by itself. Of a call that may
 * have been sent the VDiff says nothing: one that cannot be read must not hide what became of the call.
 */
export async function look(deps: LookDeps, vitess: Vitess, execution: Execution, now: Instant): Promise<Seen | Fault> {
  const { act, move, seal } = execution;
  try {
    if (act.verb === "restore") return { reading: await lookAtRules(deps, vitess, execution, act.options, now), vdiff: undefined };
    const reading = await readMove(vitess, move, seal, now);
    const isWanted = seal.vdiff !== undefined && reading.workflow !== undefined && openCall(execution) === undefined;
    return { reading, vdiff: isWanted ? await lookAtVDiff(vitess, move) : undefined };
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

async function lookAfter(deps: LookDeps, vitess: Vitess, execution: Execution, now: Instant): Promise<ActReading | Fault> {
  const { act, move, seal } = execution;
  try {
    if (act.verb === "restore") return await lookAtRules(deps, vitess, execution, act.options, now);
    return await readMove(vitess, move, seal, now);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

/** What readings after a call say, and whether somebody held the workflow's lock at the last of them. */
export interface Judged {
  readonly verdict: Verdict;
  readonly isLocked: boolean;
  readonly findings: readonly Finding[];
}

/** Reads after a call until the goal is reached, or the signs have had time to settle. Undefined when no reading was possible. */
export async function judge(
  deps: CarryOutDeps,
  vitess: Vitess,
  execution: Execution,
  step: CallStep,
  before: string,
  fault: FaultNote | undefined,
): Promise<Judged | undefined> {
  let judged: Judged | undefined;
  for (let round = 0; round < deps.timing.rereads; round += 1) {
    if (round > 0) await deps.pause(deps.timing.rereadMs);
    const reading = await lookAfter(deps, vitess, execution, await deps.records.now());
    if (reading instanceof Fault) continue;
    const verdict = verdictFor(deps, execution, step, before, reading);
    const findings = findingsOf(execution.act, execution.seal, reading);
    judged = { verdict, isLocked: reading.lockHolders.length > 0, findings };
    if (verdict.kind === "done") return judged;
    if (verdict.kind === "untouched" && fault !== undefined && !judged.isLocked) return judged;
  }
  return judged;
}

/** The verdict of one reading on a step that was begun on a state with this digest. */
export function verdictFor(
  deps: Pick<CarryOutDeps, "digest">,
  execution: Execution,
  step: CallStep,
  before: string,
  reading: ActReading,
): Verdict {
  const { act, seal } = execution;
  return verdictOf(act, step.tabletTypes, seal, deps.digest(shapeOf(seal, reading)) === before, reading);
}
