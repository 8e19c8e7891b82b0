import { findFollowed, type Move } from "../move/moves.ts";
import type { Alarm } from "../move/alarms.ts";
import { findAlarmShape, isReverseBroken } from "../move/phase.ts";
import type { Instant, Reading } from "../readings/readings.ts";
import type { Known } from "./known.ts";

/**
 * Since when every reading up to this one shows the same kind of trouble; undefined if this one shows none. `now` is the move with what this
 * reading says of its tablets.
 *
 * What applications feel and a reverse workflow that does not run are two kinds: a switch in its course must not make the moment of error
 * after it look old, nor a reverse workflow long in error make a rollback look stuck.
 */
export function findAlarmSince(before: Known, now: Move, reading: Reading): Instant | undefined {
  const alarm = findTrouble(now, reading);
  if (alarm === undefined) return undefined;
  const earlier = before.reading === undefined ? undefined : findTrouble(before.move, before.reading);
  const isSameKind = (alarm === "reverse-not-running") === (earlier === "reverse-not-running");
  const since = findFollowed(before.move)?.told.alarmSince;
  return isSameKind && since !== undefined ? since : reading.at;
}

function findTrouble(move: Move, reading: Reading): Alarm | undefined {
  return findAlarmShape(move, reading) ?? (isReverseBroken(reading) ? "reverse-not-running" : undefined);
}
