import { sayReadsStay } from "../wording/reads-left.ts";
import { type MoveName, qualifyName } from "../../core/vitess/names.ts";
import type { CallOffResult } from "../../operations/carry-out/call-off.ts";
import { moveTitle, formatTypedName } from "../text/move-name.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { sayRefusal } from "../wording/refusals.ts";
import { VERB_WORDS } from "../wording/verbs.ts";
import type { GuardedVerb } from "../../core/move/broken-call.ts";

/** The result for the person who called off, if there was anything to call off. */
interface Off {
  readonly move: MoveName;
  readonly verb: GuardedVerb;
  readonly afterCall: boolean;
  readonly readsSwitched: boolean;
}

/** Says that it is called off, and what stays. */
export function sayHowCalledOff({ move, verb, afterCall, readsSwitched }: Off): string {
  const what = `${VERB_WORDS[verb].vitess} of ${moveTitle(move)}`;
  if (afterCall)
    return `A call of ${what} is on its way and is waited for; nothing follows it. \`/movetables status ${formatTypedName(move)}\` shows what came of it.`;
  const stays = readsSwitched ? sayReadsStay(move) : "Nothing was changed.";
  return `Called off: ${what}. ${stays}`;
}

/** Says the result of a submitted form, including that there was nothing to call off. */
export function callOffResultWords(result: CallOffResult, move: MoveName, now: Instant): string {
  switch (result.kind) {
    case "called-off":
      return sayHowCalledOff({ move, verb: result.verb, afterCall: false, readsSwitched: result.readsSwitched });
    case "after-call":
      return sayHowCalledOff({ move, verb: result.verb, afterCall: true, readsSwitched: false });
    case "nothing-to-call-off":
    case "not-allowed":
    case "people-unknown":
      return sayRefusal(REFUSED[result.kind], { subject: qualifyName(move), nearest: [] }, { now }).text;
    default:
      return result satisfies never;
  }
}

const REFUSED = {
  "nothing-to-call-off": "nothing-to-call-off",
  "not-allowed": "call-off-not-allowed",
  "people-unknown": "people-unknown",
} as const;
