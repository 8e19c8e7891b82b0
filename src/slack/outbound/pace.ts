import type { Shown } from "./shown.ts";

// Of the 40 edits a minute that the lane has, numbers take 30: a new state must not wait for them.
const MS_PER_LIVE_CARD = 2_000;
const FASTEST_MS = 5_000;
// A card whose facts stand still still says when they were read. Twice a minute keeps that honest and costs a tenth of the calls
// that every reading would.
const AGE_EVERY_MS = 30_000;

export type Pace = { readonly kind: "send" } | { readonly kind: "skip" } | { readonly kind: "wait"; readonly ms: number };

/**
 * Whether a card is sent now. A new state is sent at once; new numbers no faster than the budget that all live cards share; a new
 * clock time alone at most twice a minute, and nobody has to come back for it, because the next reading does.
 */
export function paceOf(shown: Shown | undefined, wanted: Shown, liveCards: number): Pace {
  if (shown === undefined || shown.state !== wanted.state) return { kind: "send" };
  if (shown.words === wanted.words) return { kind: "skip" };
  const interval = Math.max(FASTEST_MS, MS_PER_LIVE_CARD * liveCards);
  const age = Math.max(wanted.at - shown.at, 0);
  if (shown.facts === wanted.facts) return age >= Math.max(AGE_EVERY_MS, interval) ? { kind: "send" } : { kind: "skip" };
  return age >= interval ? { kind: "send" } : { kind: "wait", ms: interval - age };
}
