import type { Known } from "./known.ts";
import { type Followed, findFollowed, type Move } from "../move/moves.ts";
import type { Instant, Reading } from "../readings/readings.ts";
import { isDeniedAnew, mergeUnrefreshed } from "../move/unrefreshed.ts";
import { findCleanedOutside } from "./outside-changes.ts";

/**
 * The move as this reading shows it, before the watch has looked again: what the watch could not read is readable now, but a record that
 * was just cleaned does not mean all is well.
 */
export function applyReading(before: Known, reading: Reading): Move {
  const { move } = before;
  const followed = findFollowed(move);
  if (followed === undefined) return move;
  const { unreadable: _over, notTold: _before, ...state } = followed;
  return { ...move, state: { kind: "followed", ...state, ...deriveUnrefreshed(before, reading) } };
}

/** The refreshes that tablets are not known to have had, including those for what somebody else cleaned since the last reading. */
export function deriveUnrefreshed(before: Known, reading: Reading): Pick<Followed, "notTold"> {
  const had = findFollowed(before.move)?.notTold;
  const still = had === undefined || isDeniedAnew(had, before.move, reading) ? undefined : had;
  // What starts, stops or edits a workflow cleans no record.
  const previous = pickReadingSince(before, findFollowed(before.move)?.touchedAt);
  const cleaned = previous === undefined ? undefined : findCleanedOutside(before.move, previous, reading);
  const notTold = cleaned === undefined ? still : mergeUnrefreshed(still, cleaned);
  return notTold === undefined ? {} : { notTold };
}

/** The previous reading, unless a call of Tandem's ended after it or is under way; a step that only waits changes nothing. */
export function pickQuietReading(known: Known): Reading | undefined {
  return pickReadingSince(known, findLastTouch(known.move));
}

/** When Tandem last changed anything about the move in Vitess, or was about to. */
export function findLastTouch(move: Move): Instant {
  const { touchedAt = 0, editedAt = 0 } = findFollowed(move) ?? {};
  return Math.max(touchedAt, editedAt);
}

function pickReadingSince({ reading, execution }: Known, touchedAt: Instant = 0): Reading | undefined {
  const at = Math.max(touchedAt, execution?.done.at(-1)?.endedAt ?? 0);
  return reading === undefined || execution?.state.kind === "calling" || at >= reading.at ? undefined : reading;
}
