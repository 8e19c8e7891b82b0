// Control characters break lines and code spans; bidirectional controls could reorder the words around a name.
const UNSEEN = /[\p{Cc}\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]+/gu;
// With the u flag a pair is one code point, so this matches only lone halves.
const LONE_SURROGATE = /\p{Surrogate}/gu;
// Letters and digits with single `.`, `-`, `_`, `/` between them: nothing that mrkdwn could treat as formatting.
const HARMLESS = /^[A-Za-z0-9]+(?:[._/-][A-Za-z0-9]+)*$/;
const LONGEST_SHOWN_NAME = 80;

/** Escapes `&`, `<` and `>` for mrkdwn, so that nothing in the text can ping, link or look like a token. */
export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Makes one line without invisible characters, in whole code points. */
export function toOneLine(text: string): string {
  return text.replaceAll(LONE_SURROGATE, "\uFFFD").replaceAll(UNSEEN, " ").trim();
}

/** Shortens to `max` characters, measured after escaping, and keeps the beginning and the end, where names differ. */
export function clipMiddle(text: string, max: number): string {
  if (escape(text).length <= max) return text;
  const half = (max - 1) / 2;
  return `${take(Array.from(text), half)}…${reverseText(take(Array.from(text).toReversed(), half))}`;
}

/** Shortens to `max` characters, measured after escaping, with `…` at the end if something is missing. */
export function clipText(text: string, max: number): string {
  return escape(text).length <= max ? text : `${take(Array.from(text), max - 1)}…`;
}

/** A name, or somebody else's words on one line, as a code span; nothing in it can end the span. */
export function markCode(text: string, max: number = LONGEST_SHOWN_NAME): string {
  const inside = clipMiddle(toOneLine(text).replaceAll("`", "'"), max);
  return inside === "" ? "(empty)" : `\`${escape(inside)}\``;
}

/** A name inside a sentence or a bold title: unchanged if mrkdwn leaves it alone, else as a code span. */
export function escapeName(text: string): string {
  return HARMLESS.test(text) && text.length <= LONGEST_SHOWN_NAME ? text : markCode(text);
}

/** Quotes sentences that Tandem did not write, such as a reason, on one line; they can neither format nor ping. */
export function quoteText(text: string, max = 300): string {
  return markCode(clipText(toOneLine(text), max), max);
}

/** A line for a preformatted block: escaped, without back-quotes that could end the block. */
export function quoteVerbatim(line: string, max = 200): string {
  return escape(clipText(toOneLine(line).replaceAll("`", "'"), max));
}

/** Text for a `plain_text` object: Slack does not parse it, so it is only shortened. */
export function clipPlainText(text: string, max: number): string {
  const whole = toOneLine(text);
  if (whole.length <= max) return whole;
  let kept = "";
  for (const character of whole) {
    if (kept.length + character.length > max - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

function take(characters: readonly string[], max: number): string {
  let length = 0;
  const kept: string[] = [];
  for (const character of characters) {
    length += escape(character).length;
    if (length > max) break;
    kept.push(character);
  }
  return kept.join("");
}

function reverseText(text: string): string {
  return Array.from(text).toReversed().join("");
}
