import type { Explanation } from "../../core/explain.ts";
import { escape, oneLine, clipEnd, quoted } from "../text/escape.ts";

/** An error of Vitess in lines: what it means, its own words, what state it leaves, the next step. */
export function explainedLines(explanation: Explanation): readonly string[] {
  const { rule, meaning, text, stateLeft, next } = explanation;
  // A known kind of error without words says in its meaning why there are none.
  const lost = rule === undefined ? "Vitess gave a reason that was lost on the way." : "";
  return [
    sentence(meaning),
    text === "" ? lost : quoted(text, 400),
    sentence(stateLeft),
    next === "" ? "" : `_next: ${sentence(next)}_`,
  ].filter((line) => line !== "");
}

/** The meaning alone, for a first line. */
export function meaningOf(explanation: Explanation): string {
  return sentence(explanation.meaning);
}

// These are Tandem's own sentences, but names may stand in them.
function sentence(text: string): string {
  return escape(clipEnd(oneLine(text), 500));
}
