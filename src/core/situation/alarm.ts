import type { Known } from "./known.ts";
import { findLastingTrouble } from "./stream-trouble.ts";
import { brokenCall, followedState, outageCall } from "../move/moves.ts";
import { mayBeAlive } from "../operation/gates.ts";
import { verbOf } from "../operation/operations.ts";
import { isBroken } from "../operation/outcomes.ts";
import type { Instant, LockHolder } from "../readings/readings.ts";
import type { Alarm } from "../move/alarms.ts";
import { blockedWrites, sidesIn } from "../move/blocked-writes.ts";
import { longestHolder } from "../move/locks.ts";
import { A_SWITCH_LASTS_MS, alarmShape, isReverseBroken } from "../move/phase.ts";
import type { GuardedVerb, BrokenCall } from "../move/broken-call.ts";

/** Something that is wrong with a move now, with everything that people need to know of it. */
export interface AlarmNow {
  readonly alarm: Alarm;
  /** The tables that are denied somewhere; all of the move's where it is about them all. */
  readonly tables: readonly string[];
  /** Since when every reading has shown it. */
  readonly since?: Instant;
  /** The call of Tandem's own that broke off and left it, where one did: its direction is the way it went. */
  readonly broken?: BrokenCall;
  /** Who holds the workflow's lock: what blocks the same operation again. */
  readonly lockedBy?: LockHolder;
}

/** The default wait for the streams, and what a switch does around it. Longer than that applications are not to be left without a word. */
const UNSEEN_SWITCH_LASTS_MS = 45_000;

/** An operation that removes the workflow. */
export type EndingVerb = Extract<GuardedVerb, "complete" | "cancel" | "delete">;

/**
 * What a workflow that is being removed looks like. None of these keeps applications from writing, only a switch does that: where a table
 * is denied at the side that its writes go to, somebody else's hand did it.
 */
export function isSeenWhileEnding(known: Known, shape: Alarm): boolean {
  const isOfAnEnd = shape === "workflow-lost" || shape === "switched-not-finished" || shape === "no-side-denies-writes";
  return isOfAnEnd && tablesBlockedIn(known).length === 0;
}

/**
 * Whether what looks wrong may be the normal course of a call: of a switch of Tandem's own that somebody still listens to; of an operation
 * of its own that removes the workflow; or of somebody else's switch while a young lock, or where locks cannot be read the first seconds,
 * say so. A call that is known to be broken is none, and none keeps applications waiting for minutes.
 */
function isCourse(known: Known, shape: Alarm, now: Instant): boolean {
  const { move, reading } = known;
  const since = followedState(move)?.told.alarmSince;
  const hasLasted = (ms: number): boolean => since !== undefined && now - since >= ms;
  // No call leaves this in passing: a rescue has ended with it.
  if (shape === "tablets-not-told") return false;
  if (!hasLasted(A_SWITCH_LASTS_MS) && isOwnCourse(known, shape)) return true;
  if (reading === undefined) return false;
  if (mayBeAlive(reading, brokenCall(move))) return true;
  return reading.locksUnknown === true && outageCall(move, now) === undefined && !hasLasted(UNSEEN_SWITCH_LASTS_MS);
}

/** Giving writes back and restoring rules take no writes away: an outage is never theirs. */
function isOwnCourse(known: Known, shape: Alarm): boolean {
  const { execution } = known;
  if (execution?.state.kind !== "calling" || isBroken(execution.state.call.end?.fault)) return false;
  const verb = verbOf(execution.proposal);
  return verb === "switch" || verb === "reverse" || (isEnding(verb) && isSeenWhileEnding(known, shape));
}

/** The operation of Tandem's own that was sent to remove the workflow, and has no outcome yet. */
export function endingBy({ execution }: Known): EndingVerb | undefined {
  if (execution?.state.kind !== "calling") return undefined;
  const verb = verbOf(execution.proposal);
  return isEnding(verb) ? verb : undefined;
}

function isEnding(verb: GuardedVerb): verb is EndingVerb {
  return verb === "complete" || verb === "cancel" || verb === "delete";
}

/** What is wrong with a move now. */
export function alarmNow(known: Known, now: Instant): AlarmNow | undefined {
  const { move, reading } = known;
  const followed = followedState(move);
  if (reading === undefined || followed === undefined) return undefined;
  const shape = alarmShape(move, reading);
  if (shape === undefined) return reverseAlarm(known, now);
  if (isCourse(known, shape, now)) return undefined;
  const blocked = shape === "tablets-not-told" ? (followed.notTold?.tables ?? []) : tablesBlockedIn(known);
  return { ...alarmDetails(known, now), alarm: shape, ...(blocked.length === 0 ? {} : { tables: blocked }) };
}

/** A reverse stream may briefly read Error (docs/facts/switch-traffic.md#brief-error): it is an alarm once two readings show it. */
function reverseAlarm(known: Known, now: Instant): AlarmNow | undefined {
  const { move, reading } = known;
  const followed = followedState(move);
  if (reading === undefined || followed?.rollback?.kind === "without") return undefined;
  const trouble = findLastingTrouble(followed?.trouble);
  const isTriedAgain = trouble?.ofReverse === true && reading.reverse !== undefined;
  if (!isReverseBroken(reading) && !isTriedAgain) return undefined;
  const since = isTriedAgain ? trouble.since : followed?.told.alarmSince;
  return since !== undefined && since < reading.at ? { alarm: "reverse-not-running", ...alarmDetails(known, now) } : undefined;
}

/** The tables that nobody can write to; one that is denied where nobody writes it is not among them. */
function tablesBlockedIn({ move, reading }: Known): readonly string[] {
  const sides = reading === undefined ? undefined : sidesIn(move, reading);
  return reading === undefined || sides === undefined ? [] : blockedWrites(sides, reading).denied;
}

function alarmDetails({ move, reading }: Known, now: Instant): Omit<AlarmNow, "alarm"> {
  const followed = followedState(move);
  const denied = new Set(reading?.denied.flatMap(({ tables }) => tables));
  const those = move.tables.filter((table) => denied.has(table));
  const holder = longestHolder(reading?.lockHolders ?? []);
  const since = followed?.told.alarmSince;
  const broken = outageCall(move, now);
  return {
    tables: those.length === 0 ? move.tables : those,
    ...(since === undefined ? {} : { since }),
    ...(broken === undefined ? {} : { broken }),
    ...(holder === undefined ? {} : { lockedBy: holder }),
  };
}
