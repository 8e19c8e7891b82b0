import type { Retry } from "../../core/explain/rule.ts";
import type { Explanation } from "../../core/explain/explain.ts";
import { codeSpan, escape, toOneLine, clipText, quoteText } from "../text/escape.ts";

const RETRIES = {
  yes: "Trying again is safe.",
  "after-looking": "Look at what is there before you try again.",
  no: "Do not try the same again before the cause is gone.",
} as const satisfies Record<Retry, string>;

/** An error of Vitess in lines: what it means, its own words, what state it leaves, whether to try again, the next step. */
export function explainedLines(explanation: Explanation): readonly string[] {
  const { rule, meaning, text, stateLeft, retry, next, issues = [] } = explanation;
  // A known kind of error without words says in its meaning why there are none.
  const lost = rule === undefined ? "Vitess gave a reason that was lost on the way." : "";
  return [
    sentence(meaning),
    text === "" ? lost : quoteText(text, 400),
    sentence(stateLeft),
    retry === undefined ? "" : RETRIES[retry],
    issues.length === 0 ? "" : `Known upstream: ${issues.map((issue) => `vitessio/vitess#${issue}`).join(", ")}.`,
    next === "" ? "" : `_next: ${sentence(next)}_`,
  ].filter((line) => line !== "");
}

/** The meaning alone, for a first line. */
export function meaningOf(explanation: Explanation): string {
  return sentence(explanation.meaning);
}

/** The next step alone. */
export function nextOf(explanation: Explanation): string {
  return sentence(explanation.next);
}

/** An explanation as it stands beside what a reading has found: nothing is said that is a guess about every error of this kind. */
export function withoutGuesses(explanation: Explanation): Explanation {
  const { retry: _retry, ...rest } = explanation;
  return { ...rest, stateLeft: "" };
}

/** The next step as a line to copy, where it is a command; with words in the place of a name that is not known. */
export function nextCommand({ step }: Explanation): string | undefined {
  if (step?.kind !== "command") return undefined;
  return codeSpan(`/movetables ${step.line.replace("{move}", "keyspace.workflow")}`, 300);
}

// These are Tandem's own sentences, but names may stand in them.
function sentence(text: string): string {
  return escape(clipText(toOneLine(text), 500));
}
