import type { FaultKind } from "./fault-kinds.ts";

/**
 * - `yes`: the same again is safe, and may succeed.
 * - `after-looking`: it may be safe; what is there now says so.
 * - `no`: the same again cannot succeed before the cause is gone, or does harm.
 */
export type Retry = "yes" | "after-looking" | "no";

/**
 * The one next step, for a button or a line to copy. `line` is a command without `/movetables`, with `{move}` where the move's name stands.
 * `again` is the very thing that failed, at once; `wait` is that, after so long. `words`: nothing in Tandem does it, the sentence says who.
 */
export type NextStep =
  | { readonly kind: "command"; readonly line: string }
  | { readonly kind: "again" }
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "words" };

/** What Tandem says about one error, in whole sentences. */
export interface Speech {
  readonly meaning: string;
  readonly stateLeft: string;
  readonly retry: Retry;
  /** The next step as a sentence. */
  readonly next: string;
  readonly step: NextStep;
}

/** Where an error came up, as far as that is known. */
export interface Circumstances {
  /** The verb that was carried out: `switch`, `create`, … */
  readonly verb?: string;
  /** The release of Vitess that said it. */
  readonly major?: number;
  /** Nothing but readings and dry runs was asked for: whatever failed, this changed nothing. */
  readonly looked?: boolean;
}

/** What a rule says instead, for some verbs or versions. */
export interface Variant extends Partial<Speech> {
  readonly verbs?: readonly string[];
  readonly from?: number;
  readonly to?: number;
}

/** One error that people meet in Vitess, and what Tandem says about it. */
export interface Rule extends Speech {
  readonly id: string;
  /** Vitess's words, after redaction. Absent for an error that has none. */
  readonly match?: RegExp;
  /** The kind of a fault that this rule speaks for when no words are known. */
  readonly kind?: FaultKind;
  /** Issues and changes of vitessio/vitess. */
  readonly issues?: readonly number[];
  /** The first one that fits the circumstances speaks; none fits when they are not known. */
  readonly variants?: readonly Variant[];
}

export const NOTHING = "Nothing was changed.";
export const READS_MAY = "Writes were not switched. Reads stay switched where the same call had switched them.";
export const STANDS_STILL = "The stream stands still and tries again without success; nothing is lost.";

/** For what a look shows best: Tandem's own, with everything about the move. */
export const DIAGNOSE: NextStep = { kind: "command", line: "diagnose {move}" };
export const STATUS: NextStep = { kind: "command", line: "status {move}" };
export const AGAIN: NextStep = { kind: "again" };
export const IN_A_MINUTE: NextStep = { kind: "wait", seconds: 60 };
export const WORDS: NextStep = { kind: "words" };

/** A command of Tandem's as a next step. */
export function commandStep(line: string): NextStep {
  return { kind: "command", line };
}
