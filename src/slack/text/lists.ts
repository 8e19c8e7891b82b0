import { markCode } from "./escape.ts";

/** `a`, `b` and 12 more: as many names as fit into `budget` characters, at least one. */
export function listNames(all: readonly string[], budget = 300): string {
  if (all.length === 0) return "none";
  const shown: string[] = [];
  let length = 0;
  for (const name of all) {
    const span = markCode(name);
    if (shown.length > 0 && length + span.length > budget) break;
    shown.push(span);
    length += span.length + 2;
  }
  const more = all.length - shown.length;
  return more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${more} more`;
}

// British English puts no comma before the last.
const AND = new Intl.ListFormat("en-GB");

/** Joins words that Tandem wrote itself: `a, b and c`. */
export function joinWithAnd(words: readonly string[]): string {
  return AND.format(words);
}
