import { VITESS_CODE, VITESS_PLACE } from "./places.ts";
import { VITESS_WORDS } from "./words.ts";

const MARK = "…";
// One that was left by an earlier pass, with its quotes; and quotes with nothing in between.
const MARKED = /(['"`])…\1|(['"`])\2(?!\w)|…/y;
const WORD = /[A-Za-z_]\w*(?:'(?:t|s|re|ve|ll)\b)?/y;
const NUMBER_OR_BLOB = /[\p{L}\p{N}\p{M}_](?:[\p{L}\p{N}\p{M}_]|[.:@+-](?=[\p{L}\p{N}\p{M}_]))*/uy;
const QUOTE = /['"`]/y;
// What joins words. Any other character is withheld.
const JOINT = /[\s.,;:!?()[\]{}<>=/|*+%&#@—-]/y;

/**
 * Withholds everything that is not known to be Vitess's or MySQL's own: quoted parts, numbers and words outside the fixed list become one
 * `…` each. What stays: the fixed words; codes; and names, positions, durations and counts in the places where Vitess writes them.
 * Such a place counts only before the first quoted part or unknown word: after one, the words may be a row's own. Idempotent.
 */
export function withholdUnknown(text: string): string {
  let shown = "";
  let understood = true;
  for (let at = 0; at < text.length;) {
    const part = (understood ? read(VITESS_PLACE, text, at) : undefined) ?? read(VITESS_CODE, text, at) ?? read(MARKED, text, at);
    const kept = part ?? readWord(text, at) ?? read(JOINT, text, at);
    if (kept !== undefined) {
      shown += kept;
      at += kept.length;
      continue;
    }
    const quote = read(QUOTE, text, at);
    const withheld = quote === undefined ? (read(NUMBER_OR_BLOB, text, at) ?? String.fromCodePoint(text.codePointAt(at) ?? 0)) : undefined;
    if (withheld === undefined || !/^\d+$/.test(withheld)) understood = false;
    at = withheld === undefined ? endOfQuoted(text, at) : at + withheld.length;
    shown += quote === undefined ? MARK : `${quote}${MARK}${quote}`;
  }
  return shown.replaceAll(/…(?:[\s,./@+&-]*…)+/g, MARK);
}

function read(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** A word of the list that is not part of a longer one, as in `customer2` or `key@example`. */
function readWord(text: string, at: number): string | undefined {
  const word = read(WORD, text, at);
  if (word === undefined || !VITESS_WORDS.has(word.toLowerCase().replace(/'s$/, ""))) return undefined;
  return /[\p{L}\p{N}\p{M}@]/u.test(text.charAt(at + word.length)) ? undefined : word;
}

/** Where a quoted part ends: at the last quote of its kind, because a value may hold quotes too. */
function endOfQuoted(text: string, at: number): number {
  const last = text.lastIndexOf(text.charAt(at));
  return last === at ? text.length : last + 1;
}
