import type { EntryBody, OutsideChange } from "../../core/announce/entries.ts";
import { formatMoment, formatMomentToTheSecond } from "../text/times.ts";
import type { OfKind } from "./of-kind.ts";
import { VERB_WORDS } from "./verbs.ts";

/** What somebody did, as the beginning of a sentence that ends with the time. */
const OUTSIDE_CHANGES = {
  "reads-switched": "Reads were switched to the target",
  "reads-switched-back": "Reads were switched back to the source",
  "writes-switched": "Writes were switched to the target",
  "writes-switched-back": "Writes were switched back to the source",
  "writes-possible-again": "Writes were unblocked, so that applications can write again,",
  "record-cleaned": "The tables that nobody could write to were taken off the list of denied tables",
  "switch-finished": "The switch that had stopped half-way was finished",
  "streams-stopped": "The workflow was stopped",
  "streams-started": "The workflow was started",
  "mirroring-changed": "Its mirror rules were changed",
} as const satisfies Record<OutsideChange, string>;

/** Announces a change that no running operation of Tandem's made: somebody else did, or a call that Tandem gave up on arrived after all. */
export function sayOutsideChange({ what, notBefore, notAfter, own, isUnsure }: OfKind<EntryBody, "outside">): string {
  const seen = `(Seen then; at ${formatMoment(notBefore, notAfter)} it was not so.)`;
  const by =
    own === undefined
      ? isUnsure === true
        ? "by whom is not known: Tandem's store lost what it had recorded meanwhile."
        : "not by Tandem."
      : `by ${VERB_WORDS[own.verb].vitess} that Tandem sent at ${formatMomentToTheSecond(own.startedAt)}: it had been given up, and arrived late.`;
  return `${OUTSIDE_CHANGES[what]} at ${formatMoment(notAfter, notAfter)}, ${by} ${seen}`;
}

/** Announces that Vitess no longer has the workflow, though no operation of Tandem's is known to have ended it. */
export function sayGone({ isUnsure }: OfKind<EntryBody, "gone">): string {
  return isUnsure === true
    ? "Vitess does not know this workflow any more. Who ended it is not known: Tandem's store lost what it had recorded meanwhile."
    : "Vitess does not know this workflow any more, and Tandem did not end it. Ask who completed or cancelled it elsewhere.";
}

export const STORE_WENT_BACK =
  "Tandem's store went back: what it last recorded about this move is lost. Lines may be missing here or come again, and a vote that is lost must be given again.";
