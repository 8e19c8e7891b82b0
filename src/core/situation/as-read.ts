import type { Known } from "./known.ts";
import { type Followed, followedState, type Move } from "../moves.ts";
import type { Reading } from "../readings.ts";
import { cleanedOutside } from "../state/outside-changes.ts";

/**
 * The move as whoever reads it now finds it, before the watch has looked again: a record that was just cleaned is no all-clear, and what the
 * watch could not read is read.
 */
export function asRead(before: Known, reading: Reading): Move {
  const { move } = before;
  const followed = followedState(move);
  if (followed === undefined) return move;
  const { unreadable: _over, ...state } = followed;
  return { ...move, state: { kind: "followed", ...state, ...notToldAfter(before, reading) } };
}

/** What somebody else cleaned, whose tablets nobody is known to have told. */
export function notToldAfter(before: Known, reading: Reading): Pick<Followed, "notTold"> {
  const previous = readingBefore(before);
  const notTold = previous === undefined ? undefined : cleanedOutside(before.move, previous, reading);
  return notTold === undefined ? {} : { notTold };
}

/** The reading before this one, where Tandem has done nothing to the move since. */
export function readingBefore({ move, reading, execution }: Known): Reading | undefined {
  const touchedAt = followedState(move)?.touchedAt ?? 0;
  return reading === undefined || execution !== undefined || touchedAt >= reading.at ? undefined : reading;
}
