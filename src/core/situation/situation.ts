import { alarmNow } from "./alarm.ts";
import { type Button, buttonsFor } from "./buttons.ts";
import type { SituationFacts, WayBack } from "./facts.ts";
import type { Known } from "./known.ts";
import { type NextStep, nextStep } from "./next-step.ts";
import { type Phase, phaseOf } from "./phase.ts";
import { refusalOf } from "./press.ts";
import { vdiffStanding } from "./vdiff-standing.ts";
import { waitingFor } from "./waiting.ts";
import { armedUntil, cannotBeRead, followedState, type Move } from "../moves.ts";
import type { Limits } from "../operation/policy.ts";
import type { Instant, Reading } from "../readings.ts";
import { hasError, isFrozen, isRunning } from "../state/phase.ts";
import { trafficOf } from "../state/traffic.ts";

/**
 * Everything that people are told about a move at one moment. Cards, followers, status, lists, Home, diagnoses, alarms, next steps and
 * buttons are drawn from it and from nothing else, so that no two of them can disagree.
 */
export interface Situation extends SituationFacts {
  readonly next: NextStep;
  /** In the order in which they are shown; at most one of them is primary, and what that one does is `next`. */
  readonly buttons: readonly Button[];
}

/** The situation of a move. Pure and total: the same records, reading and clock give the same answer everywhere. */
export function situation(known: Known, limits: Limits, now: Instant): Situation {
  const { move, reading } = known;
  const alarm = alarmNow(known, now);
  const phase = phaseOf(known, alarm, limits.maxLagSeconds);
  const traffic = reading === undefined ? undefined : trafficOf(reading, move.tables, move.sourceKeyspace, move.name.targetKeyspace);
  const wayBack = wayBackOf(move, reading);
  const vdiff = vdiffStanding(move, limits.vdiffMaxAgeMs, now);
  const waiting = waitingFor(known);
  const unreadable = cannotBeRead(move);
  const facts = {
    known,
    now,
    phase,
    wayBack,
    vdiff,
    vdiffRequired: limits.vdiffRequired,
    ...(alarm === undefined ? {} : { alarm }),
    ...(traffic === undefined ? {} : { traffic }),
    ...(waiting === undefined ? {} : { waiting }),
    ...(unreadable === undefined ? {} : { unreadable }),
    ...lagOf(phase, reading),
  };
  const all = { ...facts, ...rollbackOf(facts) };
  const next = nextStep(all);
  return { ...all, next, buttons: buttonsFor(all, next) };
}

/** Switching back is safe only while the reverse workflow runs (vitess.md, 23.0.3 items 3 and 27). */
function wayBackOf(move: Move, reading: Reading | undefined): WayBack {
  const reverse = reading?.reverse;
  // Vitess makes it all the same, and never starts it (vitess.md, 23.0.3 item 3).
  const isUnwanted = followedState(move)?.rollback?.kind === "without";
  if (reverse === undefined) return isUnwanted ? "none-wanted" : "absent";
  if (isRunning(reverse)) return "running";
  if (isUnwanted) return "none-wanted";
  return reverse.streams.some(hasError) ? "in error" : "stopped";
}

function rollbackOf(facts: Omit<SituationFacts, "rollbackUntil">): { readonly rollbackUntil?: Instant } {
  const { known, now, phase, wayBack } = facts;
  const until = armedUntil(known.move);
  const isArmed = until !== undefined && now < until && phase.kind === "switched" && wayBack === "running";
  return isArmed && refusalOf("rollBack", facts) === undefined ? { rollbackUntil: until } : {};
}

function lagOf(phase: Phase, reading: Reading | undefined): { readonly lagSeconds?: number } {
  const { workflow, reverse } = reading ?? {};
  const carrying = phase.kind === "switched" || (workflow !== undefined && isFrozen(workflow)) ? reverse : workflow;
  if (carrying === undefined || !isRunning(carrying) || carrying.lag.kind !== "seconds") return {};
  return { lagSeconds: carrying.lag.value };
}
