import type { Retry } from "../../core/explain/rule/rule.ts";
import type { Explanation } from "../../core/explain/explain.ts";
import { sayNext } from "./next-line.ts";
import { markCode, escape, toOneLine, clipText, quoteText } from "../text/escape.ts";

const RETRIES = {
  yes: "Trying again is safe.",
  "after-looking": "Look at what is there before you try again.",
  no: "Do not try the same again before the cause is gone.",
} as const satisfies Record<Retry, string>;

/** Explains an error of Vitess in lines: its meaning, its own text, the state it leaves, whether to retry, the next step. */
export function listExplainedLines(explanation: Explanation): readonly string[] {
  const { rule, meaning, text, stateLeft, retry, next, issues = [] } = explanation;
  // The meaning of a known kind of error says why there is no text.
  const lost = rule === undefined ? "Vitess gave a reason that was lost on the way." : "";
  return [
    quoteSentence(meaning),
    text === "" ? lost : quoteText(text, 400),
    quoteSentence(stateLeft),
    retry === undefined ? "" : RETRIES[retry],
    issues.length === 0 ? "" : `Known upstream: ${issues.map((issue) => `vitessio/vitess#${issue}`).join(", ")}.`,
    next === "" ? "" : sayNext(quoteSentence(next)),
  ].filter((line) => line !== "");
}

/** Only the meaning, for a first line. */
export function quoteMeaning(explanation: Explanation): string {
  return quoteSentence(explanation.meaning);
}

/** Only the next step. */
export function quoteNextStep(explanation: Explanation): string {
  return quoteSentence(explanation.next);
}

/** Drops guesses about all errors of this kind, for an explanation beside what a reading has found. */
export function withoutGuesses(explanation: Explanation): Explanation {
  const { retry: _retry, ...rest } = explanation;
  return { ...rest, stateLeft: "" };
}

/** The next step as a line to copy, if it is a command; has a placeholder for a name that is not known. */
export function findNextCommand({ step }: Explanation): string | undefined {
  if (step?.kind !== "command") return undefined;
  return markCode(`/movetables ${step.line.replace("{move}", "keyspace.workflow")}`, 300);
}

// Tandem wrote these sentences, but they may contain names.
function quoteSentence(text: string): string {
  return escape(clipText(toOneLine(text), 500));
}
