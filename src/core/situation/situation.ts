import { explainReverse } from "./advice.ts";
import { deriveAlarm } from "./alarm.ts";
import { type Button, chooseButtons } from "./buttons.ts";
import type { SituationFacts, ReverseReplication } from "./facts.ts";
import type { Known } from "./known.ts";
import { type NextStep, deriveNextStep } from "./next-step.ts";
import { type Phase, derivePhase } from "./phase.ts";
import { findPressRefusal } from "./press.ts";
import { findLastingTrouble } from "./stream-trouble.ts";
import { deriveVDiffStanding } from "./vdiff-standing.ts";
import { findWaiting } from "./waiting.ts";
import { explain } from "../explain/explain.ts";
import { findRollbackDeadline, findUnreadable, findFollowed, type Move, type StreamTrouble } from "../move/moves.ts";
import type { Limits } from "../operation/request/policy.ts";
import type { Instant, Reading } from "../readings/readings.ts";
import { hasError, isAtomicCopying, isFrozen, isRunning } from "../move/phase.ts";
import { deriveMoveKind } from "../move/kind.ts";
import { listReadsLeft } from "../move/reads-left.ts";
import { deriveTraffic } from "../move/traffic.ts";

/**
 * Everything people are told about a move at one moment. Cards, followers, status, lists, Home, diagnoses, alarms, next steps and buttons
 * are drawn from this and nothing else, so no two of them can disagree.
 */
export interface Situation extends SituationFacts {
  readonly next: NextStep;
  /** In display order; at most one is primary, and it does what `next` says. */
  readonly buttons: readonly Button[];
}

/** The situation of a move. Pure and total: the same records, reading and clock always give the same result. */
export function deriveSituation(known: Known, limits: Limits, now: Instant): Situation {
  const { move, reading } = known;
  const alarm = deriveAlarm(known, now);
  const phase = derivePhase(known, alarm, limits.maxLagSeconds);
  const traffic = reading === undefined ? undefined : deriveTraffic(reading, move.tables, move.sourceKeyspace, move.name.targetKeyspace);
  const reverseReplication = deriveReverseReplication(move, reading);
  const vdiff = deriveVDiffStanding(move, limits.vdiffMaxAgeMs, now);
  const trouble = findLastingTrouble(findFollowed(move)?.trouble);
  const waiting = findWaiting(known);
  const unreadable = findUnreadable(move);
  const facts = {
    known,
    now,
    phase,
    kind: reading === undefined ? ("tables" as const) : deriveMoveKind(reading),
    readsLeft: reading === undefined ? [] : listReadsLeft(move, reading),
    stopIsFinal: reading?.workflow !== undefined && isAtomicCopying(reading.workflow),
    reverseReplication,
    vdiff,
    vdiffRequired: limits.vdiffRequired,
    ...(alarm === undefined ? {} : { alarm }),
    ...(traffic === undefined ? {} : { traffic }),
    ...(trouble === undefined ? {} : { trouble }),
    ...explainReverseError(reading, trouble),
    ...(waiting === undefined ? {} : { waiting }),
    ...(unreadable === undefined ? {} : { unreadable }),
    ...findLag(phase, reading),
  };
  const all = { ...facts, ...findRollbackEnd(facts) };
  const next = deriveNextStep(all);
  return { ...all, next, buttons: chooseButtons(all, next) };
}

/** Switching back is safe only while the reverse workflow runs (docs/facts/switch-traffic.md#reverse-without-replication). */
function deriveReverseReplication(move: Move, reading: Reading | undefined): ReverseReplication {
  const reverse = reading?.reverse;
  // Vitess creates it even when nobody wants it, and never starts it (docs/facts/switch-traffic.md#reverse-without-replication).
  const isUnwanted = findFollowed(move)?.rollback?.kind === "without";
  if (reverse === undefined) return isUnwanted ? "none-wanted" : "absent";
  if (isRunning(reverse)) return reading !== undefined && deriveMoveKind(reading) === "tenant" ? "not-taken" : "running";
  if (isUnwanted) return "none-wanted";
  return reverse.streams.some(hasError) ? "in error" : "stopped";
}

/** Explained from its current words, or from those of the last time it was seen in error. */
function explainReverseError(reading: Reading | undefined, trouble: StreamTrouble | undefined): Pick<SituationFacts, "reverseError"> {
  const now = reading?.reverse?.streams.find(hasError)?.message;
  const message = now ?? (trouble?.ofReverse === true ? trouble.message : undefined);
  return message === undefined ? {} : { reverseError: explainReverse(explain(message, "unexpected")) };
}

function findRollbackEnd(facts: Omit<SituationFacts, "rollbackUntil">): { readonly rollbackUntil?: Instant } {
  const { known, now, phase, reverseReplication } = facts;
  const until = findRollbackDeadline(known.move);
  // A freeze holds it as well.
  const isArmed =
    until !== undefined && now < until && phase.kind === "switched" && reverseReplication === "running" && known.freeze === undefined;
  return isArmed && findPressRefusal("rollBack", facts) === undefined ? { rollbackUntil: until } : {};
}

function findLag(phase: Phase, reading: Reading | undefined): { readonly lagSeconds?: number } {
  const { workflow, reverse } = reading ?? {};
  // While the stream is retried, a lag read between two errors means nothing.
  if (phase.kind === "error") return {};
  const carrying = phase.kind === "switched" || (workflow !== undefined && isFrozen(workflow)) ? reverse : workflow;
  if (carrying === undefined || !isRunning(carrying) || carrying.lag.kind !== "seconds") return {};
  return { lagSeconds: carrying.lag.value };
}
