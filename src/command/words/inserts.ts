// Long enough for any single name that Vitess accepts, short enough to keep a refusal one readable sentence.
const LONGEST_INSERT = 60;

/** Clips what somebody typed to fit into a sentence. Never cuts a character in two. */
function clipInsert(text: string): string {
  const characters = Array.from(text);
  return characters.length <= LONGEST_INSERT ? text : `${characters.slice(0, LONGEST_INSERT - 1).join("")}…`;
}

/** The same in back-quotes. Drops its own back-quotes and line breaks, which would end the quoting. */
export function quoteCode(text: string): string {
  const safe = clipInsert(text.replaceAll(/[`\s\p{Cc}]+/gu, " ").trim());
  return safe === "" ? "an empty value" : `\`${safe}\``;
}

/** A part of a sentence that depends on whether a value is known. */
export function sayIfKnown(known: string | undefined, say: (known: string) => string, otherwise: string): string {
  return known === undefined ? otherwise : say(known);
}
