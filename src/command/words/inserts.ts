// Long enough for any name that Vitess takes in one piece, short enough that a refusal stays one readable sentence.
const LONGEST_INSERT = 60;

/** What somebody typed, short enough for a sentence. Never cuts a character in two. */
function clipInsert(text: string): string {
  const characters = Array.from(text);
  return characters.length <= LONGEST_INSERT ? text : `${characters.slice(0, LONGEST_INSERT - 1).join("")}…`;
}

/** The same between back-quotes. Its own back-quotes and line breaks go, or they would end the quoting. */
export function quoteCode(text: string): string {
  const safe = clipInsert(text.replaceAll(/[`\s\p{Cc}]+/gu, " ").trim());
  return safe === "" ? "an empty value" : `\`${safe}\``;
}

/** A part of a sentence that depends on whether something is known. */
export function sayIfKnown(known: string | undefined, say: (known: string) => string, otherwise: string): string {
  return known === undefined ? otherwise : say(known);
}
