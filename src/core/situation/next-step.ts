import type { AlarmNow } from "./alarm.ts";
import type { SituationFacts } from "./facts.ts";
import type { VDiffStanding } from "./vdiff-standing.ts";
import { findGuardedRefusal, type NotNow, findStepButton, findPressRefusal } from "./press.ts";
import type { Waiting } from "./waiting.ts";
import { findBrokenCall } from "../move/moves.ts";
import type { Instant, LockHolder } from "../readings/readings.ts";
import type { Alarm } from "../move/alarms.ts";
import { hasError, isCutOver, isFrozen, isRunning } from "../move/phase.ts";
import { findUnserved } from "../move/serving.ts";
import { deriveRouting } from "../move/traffic.ts";

/** The one safe next step. Each has its words in `slack/wording`, and the primary button does it where a button can. */
export type NextStep =
  | { readonly kind: "nothing" | "create-again" | "ask-elsewhere" | "decide-plan" }
  | { readonly kind: "wait"; readonly what: "create" | "start" | "copy" | "vdiff" | "lag" | "switch-elsewhere" }
  /** A request or an execution is live: whoever or whatever it waits for comes first. */
  | { readonly kind: "waiting"; readonly waiting: Waiting }
  /** Vitess does not answer. */
  | { readonly kind: "reach-vitess"; readonly how: string }
  | { readonly kind: "start"; readonly copied: boolean }
  | { readonly kind: "find-source-tablet" | "mend-stream" | "find-reverse" }
  | { readonly kind: "run-vdiff"; readonly why: Exclude<VDiffStanding["kind"], "good" | "running"> }
  | { readonly kind: "request-switch"; readonly what: "all" | "writes" | "reads" }
  /** A switch or reverse was cut off: running it again finishes it, once nobody holds the lock. */
  | { readonly kind: "run-again"; readonly verb: "switch" | "reverse"; readonly lockedBy?: LockHolder }
  /** Applications cannot write: unblock writes on the side that routing leads to. */
  | { readonly kind: "unblock"; readonly side: "source" | "target"; readonly lockedBy?: LockHolder }
  /** Saved rules are not served: serving them lets writes through. */
  | { readonly kind: "serve-rules" }
  /** The record is clean, but not every tablet is known to have read it: refresh them. */
  | { readonly kind: "tell-tablets" }
  | { readonly kind: "restore-rules" }
  /** The workflow's record is gone but its reverse workflow exists: switching that by name loses no write and creates the record anew. */
  | { readonly kind: "finish-rollback"; readonly reverse: "running" | "stopped" | "in error" | "cut-off" | "over" }
  /** What would come next is refused now, for this reason. */
  | { readonly kind: "not-now"; readonly because: NotNow }
  | { readonly kind: "watch-then-end"; readonly canReverse: boolean; readonly rollbackUntil?: Instant }
  /** A copy that was to stop at its end. `mustCompare`: a switch needs an override, because nothing can compare it. */
  | { readonly kind: "switch-or-anew"; readonly mustCompare: boolean }
  /** An atomic copy that came to a stop: it cannot be taken up again. */
  | { readonly kind: "cancel-and-create" }
  | { readonly kind: "have-dba-look"; readonly why: DbaCase };

/** `cut-off`: a switch stopped a stream without finishing, and another stream is in no state for the same switch to run again. */
type DbaCase = Extract<Alarm, "no-side-denies-writes" | "rules-not-served" | "switched-not-finished"> | "cut-off";

/** What comes next or, where that would be refused, what it waits for. */
export function deriveNextStep(facts: SituationFacts): NextStep {
  const step = deriveWantedStep(facts);
  // This step itself says whose lock it waits for.
  if (step.kind === "run-again" && step.lockedBy !== undefined) return step;
  const press = findStepButton(step);
  // startStep handles a refused start.
  if (press === undefined || press === "start") return step;
  const because = findGuardedRefusal(press, facts);
  return because === undefined ? step : { kind: "not-now", because };
}

function deriveWantedStep(facts: SituationFacts): NextStep {
  const { unreadable, alarm, waiting, phase } = facts;
  if (phase.kind === "ended") return STEPS_AFTER_END[phase.how];
  if (alarm !== undefined) {
    const step = deriveAlarmStep(alarm, facts);
    // Applications come first: unblocking writes waits for no vote and no broken call. Everything else does.
    const isFirst =
      (step.kind === "unblock" || step.kind === "tell-tablets" || step.kind === "serve-rules") &&
      (waiting?.kind === "look" || waiting?.kind === "votes");
    if (waiting === undefined || isFirst) return step;
  }
  if (waiting !== undefined) return { kind: "waiting", waiting };
  if (unreadable !== undefined) return { kind: "reach-vitess", how: unreadable.next };
  return findUnservedStep(facts) ?? derivePhaseStep(facts);
}

const PASSING_PHASES: readonly SituationFacts["phase"]["kind"][] = ["planned", "creating", "switching", "ending", "ended"];

/**
 * Rules that are saved but not served while nobody is cut off by it. A switch of reads in some cells leaves this in the other cells on
 * purpose, and every switch passes through it for a moment.
 */
function findUnservedStep(facts: SituationFacts): NextStep | undefined {
  const {
    known: { move, reading },
    phase,
  } = facts;
  const isElsewhere = PASSING_PHASES.includes(phase.kind);
  if (reading?.workflow === undefined || reading.lockHolders.length > 0 || isElsewhere) return undefined;
  const sides = { ...reading.workflow, tables: move.tables };
  const unserved = findUnserved(sides, reading);
  if (unserved === undefined || (!unserved.writes && unserved.cells.length < (reading.served ?? []).length)) return undefined;
  return serveStep(facts);
}

function serveStep(facts: SituationFacts): NextStep {
  return findPressRefusal("serveRules", facts) === undefined ? { kind: "serve-rules" } : { kind: "have-dba-look", why: "rules-not-served" };
}

const STEPS_AFTER_END = {
  completed: { kind: "nothing" },
  cancelled: { kind: "nothing" },
  "not-created": { kind: "create-again" },
  gone: { kind: "ask-elsewhere" },
} as const satisfies Record<string, NextStep>;

function pickLockHolder({ lockedBy }: AlarmNow): { readonly lockedBy?: LockHolder } {
  return lockedBy === undefined ? {} : { lockedBy };
}

function deriveAlarmStep(alarm: AlarmNow, facts: SituationFacts): NextStep {
  switch (alarm.alarm) {
    case "source-writes-denied":
    case "both-sides-deny-writes":
      return { kind: "unblock", side: "source", ...pickLockHolder(alarm) };
    case "target-writes-denied":
    case "shared-target-denies-writes":
      return { kind: "unblock", side: "target", ...pickLockHolder(alarm) };
    case "switched-not-finished":
      // Vitess switches nothing during an error, and a start loses data (docs/facts/switch-traffic.md#killed-after-journal).
      if (facts.known.reading?.workflow?.streams.some(hasError) === true) return { kind: "have-dba-look", why: alarm.alarm };
      return { kind: "run-again", verb: chooseRepeat(alarm, facts), ...pickLockHolder(alarm) };
    case "rules-not-served":
      return serveStep(facts);
    case "tablets-not-told":
      return { kind: "tell-tablets" };
    case "rules-lost":
      return { kind: "restore-rules" };
    case "reverse-not-running":
      return { kind: "find-reverse" };
    case "workflow-lost":
      return deriveLostStep(facts);
    case "no-side-denies-writes":
      return { kind: "have-dba-look", why: alarm.alarm };
    default:
      return alarm.alarm satisfies never;
  }
}

/** The direction of the broken call, if traffic can still go that way. */
function chooseRepeat({ broken, lockedBy }: AlarmNow, facts: SituationFacts): "switch" | "reverse" {
  const isBack = broken?.verb === "reverse" && (lockedBy !== undefined || findPressRefusal("reverseAgain", facts) === undefined);
  return isBack ? "reverse" : "switch";
}

/** What to do about a call of Tandem's that broke off, if it can be requested again because its lock holder is gone. */
function findStepAfterCutOff(facts: SituationFacts): NextStep | undefined {
  const { known, traffic } = facts;
  const { verb, types = [] } = findBrokenCall(known.move) ?? {};
  if ((verb !== "switch" && verb !== "reverse") || traffic === undefined) return undefined;
  // The call may have completed all the same.
  const isDone = traffic[types.includes("PRIMARY") ? "writes" : "reads"] === (verb === "switch" ? "all" : "none");
  const isFree = !isDone && known.reading?.lockHolders.length === 0;
  return isFree && findPressRefusal(`${verb}Again`, facts) === undefined ? { kind: "run-again", verb } : undefined;
}

function derivePhaseStep(facts: SituationFacts): NextStep {
  const { phase, vdiff, reverseReplication, rollbackUntil } = facts;
  switch (phase.kind) {
    case "planned":
      return { kind: "decide-plan" };
    case "creating":
      return { kind: "wait", what: "create" };
    case "starting":
      return { kind: "wait", what: "start" };
    case "not-started":
      return startStep({ kind: "start", copied: false }, facts);
    case "waiting-for-source":
      return { kind: "find-source-tablet" };
    case "copying":
      return { kind: "wait", what: "copy" };
    case "running":
      return findStepAfterCutOff(facts) ?? (vdiff.kind === "good" ? { kind: "request-switch", what: "all" } : compareStep(vdiff));
    case "lagging":
      return { kind: "wait", what: "lag" };
    case "stopped":
      return phase.cutOver ? { kind: "run-again", verb: "switch" } : startStep({ kind: "start", copied: phase.copied }, facts);
    case "stopped-after-copy":
      return { kind: "switch-or-anew", mustCompare: facts.vdiffRequired };
    case "error":
      return startStep({ kind: "mend-stream" }, facts);
    case "switching":
      return { kind: "wait", what: "switch-elsewhere" };
    case "reads-switched":
      return findStepAfterCutOff(facts) ?? (vdiff.kind === "good" ? { kind: "request-switch", what: "writes" } : compareStep(vdiff));
    case "switched": {
      const again = findStepAfterCutOff(facts);
      if (again !== undefined) return again;
      if (facts.readsLeft.length > 0) return { kind: "request-switch", what: "reads" };
      if (reverseReplication === "stopped" || reverseReplication === "in error") return { kind: "find-reverse" };
      return {
        kind: "watch-then-end",
        canReverse: reverseReplication === "running",
        ...(rollbackUntil === undefined ? {} : { rollbackUntil }),
      };
    }
    // Already covered by the alarm, and by whom the move waits for.
    case "alarm":
    case "ending":
    case "ended":
      return { kind: "nothing" };
    default:
      return phase satisfies never;
  }
}

/** A step that starts the streams or, where a start would be refused, what to do instead. */
function startStep(step: NextStep, facts: SituationFacts): NextStep {
  switch (findPressRefusal("start", facts)) {
    case "frozen":
      return { kind: "have-dba-look", why: "cut-off" };
    case "stops-after-copy":
      return { kind: "switch-or-anew", mustCompare: facts.vdiffRequired };
    case "atomic-copy-stopped":
      return { kind: "cancel-and-create" };
    case "workflow-locked":
      return step.kind === "start" ? { kind: "wait", what: "switch-elsewhere" } : step;
    default:
      return step;
  }
}

function compareStep(vdiff: Exclude<VDiffStanding, { readonly kind: "good" }>): NextStep {
  return vdiff.kind === "running" ? { kind: "wait", what: "vdiff" } : { kind: "run-vdiff", why: vdiff.kind };
}

/** The workflow is lost. If the target takes writes but some do not reach it, applications come first, and only rules can help them. */
function deriveLostStep({ known: { move, reading } }: SituationFacts): NextStep {
  const reverse = reading?.reverse;
  if (reading === undefined || reverse === undefined) return { kind: "nothing" };
  if (isFrozen(reverse)) return { kind: "finish-rollback", reverse: "over" };
  if (isCutOver(reverse)) return { kind: "finish-rollback", reverse: "cut-off" };
  const routing = deriveRouting(reading, move.tables, move.sourceKeyspace, move.name.targetKeyspace);
  if (routing.share("PRIMARY") !== "all") return { kind: "restore-rules" };
  if (isRunning(reverse)) return { kind: "finish-rollback", reverse: "running" };
  return { kind: "finish-rollback", reverse: reverse.streams.some(hasError) ? "in error" : "stopped" };
}
