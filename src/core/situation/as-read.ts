import type { Known } from "./known.ts";
import { type Followed, followedState, type Move } from "../move/moves.ts";
import type { Reading } from "../readings/readings.ts";
import { isDeniedAnew, mergeUnrefreshed } from "../move/unrefreshed.ts";
import { findCleanedOutside } from "./outside-changes.ts";

/**
 * The move as this reading shows it, before the watch has looked again: what the watch could not read is readable now, but a record that
 * was just cleaned does not mean all is well.
 */
export function applyReading(before: Known, reading: Reading): Move {
  const { move } = before;
  const followed = followedState(move);
  if (followed === undefined) return move;
  const { unreadable: _over, notTold: _before, ...state } = followed;
  return { ...move, state: { kind: "followed", ...state, ...unrefreshedAfter(before, reading) } };
}

/** The refreshes that tablets are not known to have had, including those for what somebody else cleaned since the last reading. */
export function unrefreshedAfter(before: Known, reading: Reading): Pick<Followed, "notTold"> {
  const had = followedState(before.move)?.notTold;
  const still = had === undefined || isDeniedAnew(had, before.move, reading) ? undefined : had;
  const previous = quietReading(before);
  const cleaned = previous === undefined ? undefined : findCleanedOutside(before.move, previous, reading);
  const notTold = cleaned === undefined ? still : mergeUnrefreshed(still, cleaned);
  return notTold === undefined ? {} : { notTold };
}

/** The previous reading, unless a call of Tandem's ended after it or is under way; a step that only waits changes nothing. */
export function quietReading({ move, reading, execution }: Known): Reading | undefined {
  const touchedAt = Math.max(followedState(move)?.touchedAt ?? 0, execution?.done.at(-1)?.endedAt ?? 0);
  return reading === undefined || execution?.state.kind === "calling" || touchedAt >= reading.at ? undefined : reading;
}
