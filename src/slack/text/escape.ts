// Control characters break lines and code spans; bidirectional controls could reorder the words around a name.
const UNSEEN = /[\p{Cc}\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]+/gu;
// With the u flag a pair is one code point, so this meets only halves that stand alone.
const LONE_SURROGATE = /\p{Surrogate}/gu;
// Letters, digits and single `.`, `-`, `_`, `/` between them: nothing that mrkdwn could take as formatting.
const HARMLESS = /^[A-Za-z0-9]+(?:[._/-][A-Za-z0-9]+)*$/;
const LONGEST_NAME = 80;

/** Text for mrkdwn: `&`, `<` and `>` as entities, so that nothing in it can ping, link or look like a token. */
export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** One line without characters that nobody sees, whole code points only. */
export function toOneLine(text: string): string {
  return text.replaceAll(LONE_SURROGATE, "\uFFFD").replaceAll(UNSEEN, " ").trim();
}

/** At most `max` characters, measured after escaping: what is kept is the beginning and the end, where names differ. */
export function clipMiddle(text: string, max: number): string {
  if (escape(text).length <= max) return text;
  const half = (max - 1) / 2;
  return `${take(Array.from(text), half)}…${reverseText(take(Array.from(text).toReversed(), half))}`;
}

/** At most `max` characters, measured after escaping, ending in `…` where something is missing. */
export function clipText(text: string, max: number): string {
  return escape(text).length <= max ? text : `${take(Array.from(text), max - 1)}…`;
}

/** A name, or somebody else's words on one line, as a code span that nothing in it can leave. */
export function codeSpan(text: string, max: number = LONGEST_NAME): string {
  const inside = clipMiddle(toOneLine(text).replaceAll("`", "'"), max);
  return inside === "" ? "(empty)" : `\`${escape(inside)}\``;
}

/** A name inside a sentence or a bold title: as it is when mrkdwn leaves it alone, else as a code span. */
export function nameInSentence(text: string): string {
  return HARMLESS.test(text) && text.length <= LONGEST_NAME ? text : codeSpan(text);
}

/** Sentences that Tandem did not write, such as a reason: on one line, quoted, unable to format or ping. */
export function quoteText(text: string, max = 300): string {
  return codeSpan(clipText(toOneLine(text), max), max);
}

/** Several lines for a preformatted block: escaped, with back-quotes that cannot end the block. */
export function verbatim(line: string, max = 200): string {
  return escape(clipText(toOneLine(line).replaceAll("`", "'"), max));
}

/** Text for a `plain_text` object: not parsed by Slack, so only clipped. */
export function plainText(text: string, max: number): string {
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
