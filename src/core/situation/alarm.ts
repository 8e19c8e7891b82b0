import type { TableName } from "../vitess/names.ts";
import type { Known } from "./known.ts";
import { findLastingTrouble } from "./stream-trouble.ts";
import { findBrokenCall, findFollowed, findOutageCall } from "../move/moves.ts";
import { mayBeAlive } from "../operation/outcome/gates.ts";
import { nameVerb } from "../operation/request/operations.ts";
import { isBroken } from "../operation/outcome/outcomes.ts";
import type { Instant, LockHolder } from "../readings/readings.ts";
import type { Alarm } from "../move/alarms.ts";
import { findBlockedWrites, findSides } from "../move/blocked-writes.ts";
import { findLongestHolder } from "../move/locks.ts";
import { A_SWITCH_LASTS_MS, findAlarmShape, isReverseBroken } from "../move/phase.ts";
import type { GuardedVerb, BrokenCall } from "../move/broken-call.ts";

/** Something that is wrong with a move now, and everything people need to know about it. */
export interface AlarmNow {
  readonly alarm: Alarm;
  /** The tables that are denied somewhere; all tables of the move when the alarm is about all of them. */
  readonly tables: readonly TableName[];
  /** The time from which every reading has shown it. */
  readonly since?: Instant;
  /** Tandem's own call that broke off and left this behind, if one did; its direction says which way traffic was going. */
  readonly broken?: BrokenCall;
  /** Who holds the workflow's lock and so blocks the same operation from running again. */
  readonly lockedBy?: LockHolder;
}

/** The default wait for the streams plus what a switch does around it. If an outage lasts longer, people must hear about it. */
const UNSEEN_SWITCH_LASTS_MS = 45_000;

/** An operation that removes the workflow. */
export type EndingVerb = Extract<GuardedVerb, "complete" | "cancel" | "delete">;

/**
 * True when a workflow that is being removed looks like this. Removing one never blocks writes, only a switch does: if a table is denied on
 * the side that takes its writes, somebody outside Tandem denied it.
 */
export function isSeenWhileEnding(known: Known, shape: Alarm): boolean {
  const isOfAnEnd = shape === "workflow-lost" || shape === "switched-not-finished" || shape === "no-side-denies-writes";
  return isOfAnEnd && listBlockedTables(known).length === 0;
}

/**
 * Whether what looks wrong may be the normal course of a call: a switch of Tandem's own that still has a listener; an operation of Tandem's
 * that removes the workflow; or a switch from elsewhere, as shown by a young lock or, where locks cannot be read, assumed for the first
 * seconds. A call known to be broken is not one, and no normal call keeps applications waiting for minutes.
 */
function isCourse(known: Known, shape: Alarm, now: Instant): boolean {
  const { move, reading } = known;
  const since = findFollowed(move)?.told.alarmSince;
  const hasLasted = (ms: number): boolean => since !== undefined && now - since >= ms;
  // No call passes through this state: a rescue ends in it.
  if (shape === "tablets-not-told") return false;
  if (!hasLasted(A_SWITCH_LASTS_MS) && isOwnCourse(known, shape)) return true;
  if (reading === undefined) return false;
  if (mayBeAlive(reading, findBrokenCall(move))) return true;
  return reading.locksUnknown === true && findOutageCall(move, now) === undefined && !hasLasted(UNSEEN_SWITCH_LASTS_MS);
}

/** Unblocking writes and restoring rules never block writes, so neither can be the cause of an outage. */
function isOwnCourse(known: Known, shape: Alarm): boolean {
  const { execution } = known;
  if (execution?.state.kind !== "calling" || isBroken(execution.state.call.end?.fault)) return false;
  const verb = nameVerb(execution.proposal);
  return verb === "switch" || verb === "reverse" || (isEndingVerb(verb) && isSeenWhileEnding(known, shape));
}

/** The removing operation that Tandem sent for this workflow and that has no outcome yet. */
export function findOpenEnding({ execution }: Known): EndingVerb | undefined {
  if (execution?.state.kind !== "calling") return undefined;
  const verb = nameVerb(execution.proposal);
  return isEndingVerb(verb) ? verb : undefined;
}

function isEndingVerb(verb: GuardedVerb): verb is EndingVerb {
  return verb === "complete" || verb === "cancel" || verb === "delete";
}

/** What is wrong with a move now. */
export function deriveAlarm(known: Known, now: Instant): AlarmNow | undefined {
  const { move, reading } = known;
  const followed = findFollowed(move);
  if (reading === undefined || followed === undefined) return undefined;
  const shape = findAlarmShape(move, reading);
  if (shape === undefined) return reverseAlarm(known, now);
  if (isCourse(known, shape, now)) return undefined;
  const blocked = shape === "tablets-not-told" ? (followed.notTold?.tables ?? []) : listBlockedTables(known);
  return { ...collectAlarmDetails(known, now), alarm: shape, ...(blocked.length === 0 ? {} : { tables: blocked }) };
}

/** A reverse stream may briefly read Error (docs/facts/switch-traffic.md#brief-error): it is an alarm once two readings show it. */
function reverseAlarm(known: Known, now: Instant): AlarmNow | undefined {
  const { move, reading } = known;
  const followed = findFollowed(move);
  if (reading === undefined || followed?.rollback?.kind === "without") return undefined;
  const trouble = findLastingTrouble(followed?.trouble);
  const isTriedAgain = trouble?.ofReverse === true && reading.reverse !== undefined;
  if (!isReverseBroken(reading) && !isTriedAgain) return undefined;
  const since = isTriedAgain ? trouble.since : followed?.told.alarmSince;
  return since !== undefined && since < reading.at ? { alarm: "reverse-not-running", ...collectAlarmDetails(known, now) } : undefined;
}

/** The tables that nobody can write to. A table denied only on the side that does not take its writes is not one of them. */
function listBlockedTables({ move, reading }: Known): readonly TableName[] {
  const sides = reading === undefined ? undefined : findSides(move, reading);
  return reading === undefined || sides === undefined ? [] : findBlockedWrites(sides, reading).denied;
}

function collectAlarmDetails({ move, reading }: Known, now: Instant): Omit<AlarmNow, "alarm"> {
  const followed = findFollowed(move);
  const denied = new Set(reading?.denied.flatMap(({ tables }) => tables));
  const those = move.tables.filter((table) => denied.has(table));
  const holder = findLongestHolder(reading?.lockHolders ?? []);
  const since = followed?.told.alarmSince;
  const broken = findOutageCall(move, now);
  return {
    tables: those.length === 0 ? move.tables : those,
    ...(since === undefined ? {} : { since }),
    ...(broken === undefined ? {} : { broken }),
    ...(holder === undefined ? {} : { lockedBy: holder }),
  };
}
