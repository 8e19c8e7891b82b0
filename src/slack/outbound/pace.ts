import type { Line } from "../../operations/shared-pace.ts";
import { shareEdits, type Urgency } from "../web-api/budget.ts";
import type { ShownCard } from "./shown.ts";

// Faster would be restless to read. A copy is read every two seconds, so each edit shows a reading that is just taken.
const FASTEST_MS = 4_000;
// A card with unchanged facts still says when they were read. Updating that twice a minute keeps it honest at a tenth of the calls that
// every reading would cost; with many cards, whatever the others leave has to do.
const AGE_EVERY_MS = 30_000;

export type Pace =
  | { readonly kind: "send"; readonly urgency: Exclude<Urgency, "decision"> }
  | { readonly kind: "skip" }
  | { readonly kind: "wait"; readonly ms: number };

/**
 * Decides whether to send a card now. A new state goes at once; new numbers no faster than an even share of the budget among the cards in
 * `line`, whose numbers change, and after those that waited longer; a new clock time alone at most twice a minute, without a retry, because
 * the next reading brings another one.
 */
export function decidePace(shown: ShownCard | undefined, wanted: ShownCard, line: Line): Pace {
  if (shown === undefined || shown.state !== wanted.state) return { kind: "send", urgency: "state" };
  if (shown.words === wanted.words) return { kind: "skip" };
  const age = Math.max(wanted.at - shown.at, 0);
  if (shown.facts === wanted.facts) return age >= AGE_EVERY_MS ? { kind: "send", urgency: "clock" } : { kind: "skip" };
  const share = Math.max(FASTEST_MS, shareEdits(line.all));
  // A card that waited longer may be one that Slack refuses, so each holds up the others for just one edit's time.
  const interval = age < share ? share : share + shareEdits(line.before);
  return age >= interval ? { kind: "send", urgency: "numbers" } : { kind: "wait", ms: interval - age };
}
