import type { Known } from "./known.ts";
import { type Followed, followedState, type Move } from "../move/moves.ts";
import type { Reading } from "../readings/readings.ts";
import { isDeniedAnew, mergeNotTold } from "../move/not-told.ts";
import { findCleanedOutside } from "./outside-changes.ts";

/**
 * The move as whoever reads it now finds it, before the watch has looked again: a record that was just cleaned is no all-clear, and what the
 * watch could not read is read.
 */
export function applyReading(before: Known, reading: Reading): Move {
  const { move } = before;
  const followed = followedState(move);
  if (followed === undefined) return move;
  const { unreadable: _over, notTold: _before, ...state } = followed;
  return { ...move, state: { kind: "followed", ...state, ...notToldAfter(before, reading) } };
}

/** What tablets are not known to have been told of, with what somebody else cleaned since the last reading. */
export function notToldAfter(before: Known, reading: Reading): Pick<Followed, "notTold"> {
  const had = followedState(before.move)?.notTold;
  const still = had === undefined || isDeniedAnew(had, before.move, reading) ? undefined : had;
  const previous = quietReading(before);
  const cleaned = previous === undefined ? undefined : findCleanedOutside(before.move, previous, reading);
  const notTold = cleaned === undefined ? still : mergeNotTold(still, cleaned);
  return notTold === undefined ? {} : { notTold };
}

/** The reading before this one, where nothing that Tandem sent has come to its end since: a step that waits changes nothing. */
export function quietReading({ move, reading, execution }: Known): Reading | undefined {
  const touchedAt = Math.max(followedState(move)?.touchedAt ?? 0, execution?.done.at(-1)?.endedAt ?? 0);
  return reading === undefined || execution?.state.kind === "calling" || touchedAt >= reading.at ? undefined : reading;
}
