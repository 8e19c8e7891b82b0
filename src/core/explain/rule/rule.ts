import type { FaultKind } from "./fault-kinds.ts";

/**
 * - `yes`: trying the same again is safe and may succeed.
 * - `after-looking`: trying again may be safe; look at the current state first.
 * - `no`: trying again cannot succeed until the cause is gone, or it does harm.
 */
export type Retry = "yes" | "after-looking" | "no";

/**
 * The one next step, for a button or a line to copy. `line` is a command without `/movetables`, with `{move}` for the move's name. `again`
 * repeats what failed at once; `wait` repeats it after that long. `words`: nothing in Tandem does it, and the sentence says who does.
 */
export type ExplainedStep =
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
  readonly step: ExplainedStep;
}

/** Where an error came up, as far as Tandem knows. */
export interface ErrorOrigin {
  /** The verb being executed: `switch`, `create`, … */
  readonly verb?: string;
  /** The Vitess release that reported it. */
  readonly major?: number;
  /** Only reads and dry runs were called, so whatever failed changed nothing. */
  readonly looked?: boolean;
}

/** What a rule says instead for some verbs or versions. */
export interface Variant extends Partial<Speech> {
  readonly verbs?: readonly string[];
  readonly from?: number;
  readonly to?: number;
}

/** One error that people meet in Vitess, and what Tandem says about it. */
export interface Rule extends Speech {
  readonly id: string;
  /** Matches Vitess's text after redaction. Absent for an error without one. */
  readonly match?: RegExp;
  /** The fault kind this rule explains when there is no text. */
  readonly kind?: FaultKind;
  /** Issues and pull requests of vitessio/vitess. */
  readonly issues?: readonly number[];
  /** The first one that fits the circumstances replaces the rule's words; none fits unknown circumstances. */
  readonly variants?: readonly Variant[];
}

export const NOTHING_CHANGED = "Nothing was changed.";
export const READS_MAY = "Writes were not switched. Reads stay switched where the same call had switched them.";
export const STANDS_STILL = "The stream stands still and tries again without success; nothing is lost.";

/** For errors best understood from Tandem's own diagnosis of the move. */
export const DIAGNOSE: ExplainedStep = { kind: "command", line: "diagnose {move}" };
export const STATUS: ExplainedStep = { kind: "command", line: "status {move}" };
export const RUN_AGAIN: ExplainedStep = { kind: "again" };
export const IN_A_MINUTE: ExplainedStep = { kind: "wait", seconds: 60 };
export const WORDS: ExplainedStep = { kind: "words" };

/** A Tandem command as a next step. */
export function toCommandStep(line: string): ExplainedStep {
  return { kind: "command", line };
}
