import { toProblem, type Problem } from "./refusals.ts";

/**
 * Splits a line into words as a shell would: blanks separate, quotes join, a backslash inside double quotes escapes the next quote or
 * backslash. Expands nothing. An empty pair of quotes is an empty word.
 */
export function splitLine(line: string): readonly string[] | Problem {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (quote !== "") {
      const next = line.charAt(at + 1);
      if (character === quote) quote = "";
      else if (quote === '"' && character === "\\" && (next === '"' || next === "\\")) {
        word = `${word ?? ""}${next}`;
        at += 1;
      } else word = `${word ?? ""}${character}`;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = `${word ?? ""}${character}`;
  }
  if (quote !== "") return toProblem("unclosed-quote", { quote: quote === '"' ? "double quote" : "single quote" });
  if (word !== undefined) words.push(word);
  return words;
}
