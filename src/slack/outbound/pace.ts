import type { ShownCard } from "./shown.ts";

// Of the lane's 40 edits a minute, numbers may use 30, so that a new state never waits for them.
const MS_PER_LIVE_CARD = 2_000;
const FASTEST_MS = 5_000;
// A card with unchanged facts still says when they were read. Updating that twice a minute keeps it honest at a tenth of the calls that
// every reading would cost.
const AGE_EVERY_MS = 30_000;

export type Pace = { readonly kind: "send" } | { readonly kind: "skip" } | { readonly kind: "wait"; readonly ms: number };

/**
 * Decides whether to send a card now. A new state goes at once; new numbers no faster than the budget that all live cards share; a new
 * clock time alone at most twice a minute, without a retry, because the next reading brings another one.
 */
export function decidePace(shown: ShownCard | undefined, wanted: ShownCard, liveCards: number): Pace {
  if (shown === undefined || shown.state !== wanted.state) return { kind: "send" };
  if (shown.words === wanted.words) return { kind: "skip" };
  const interval = Math.max(FASTEST_MS, MS_PER_LIVE_CARD * liveCards);
  const age = Math.max(wanted.at - shown.at, 0);
  if (shown.facts === wanted.facts) return age >= Math.max(AGE_EVERY_MS, interval) ? { kind: "send" } : { kind: "skip" };
  return age >= interval ? { kind: "send" } : { kind: "wait", ms: interval - age };
}
