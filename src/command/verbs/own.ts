import { parseMoveId, parseQualifiedWorkflow } from "../../core/vitess/names.ts";
import { VERBS } from "./catalogue.ts";
import { findNearest } from "../words/nearest.ts";
import { toProblem, type Problem } from "../words/refusals.ts";
import type { AnyVerb } from "./verb.ts";
import { isDocument } from "./rules.ts";

/** A verb, and the words left for it. */
export interface FoundVerb {
  readonly verb: AnyVerb;
  readonly words: readonly string[];
}

/** Families of two-word verbs, by their first word, and the verb that this word alone means. */
const FAMILIES = { vdiff: "vdiff show", rules: "rules get", throttler: "throttler show" } as const;
type Family = keyof typeof FAMILIES;

/** True for the first word of a family of verbs. */
export function isFamily(word: string): word is Family {
  return Object.hasOwn(FAMILIES, word);
}

/** Finds a verb in Tandem's own short form: its word comes first; the second word of a family may also follow the name. */
export function findOwn(words: readonly string[]): FoundVerb | Problem {
  const [first = "", second = "", ...rest] = words;
  const family = first.toLowerCase();
  if (isFamily(family)) return findInFamily(family, words.slice(1));
  const pair = second === "" ? undefined : findTypedVerb(`${first} ${second}`);
  if (pair !== undefined) return { verb: pair, words: rest };
  const verb = findTypedVerb(first);
  if (verb !== undefined) return { verb, words: words.slice(1) };
  return first === "" ? toProblem("verb-missing", {}) : refuseUnknownVerb(first);
}

/** The verb for a word, or for the two words of a family. */
export function findTypedVerb(typed: string): AnyVerb | undefined {
  const word = typed.toLowerCase();
  return VERBS.find((verb) => verb.typed === word || verb.alsoTyped.includes(word));
}

/** True for a word that can begin a line in Tandem's own form. */
export function isVerbWord(word: string): boolean {
  return isFamily(word) || findTypedVerb(word) !== undefined;
}

/** The VDiff verb among the first two words; `vdiff <name>` alone shows the last VDiff. */
export function findVDiff(words: readonly string[]): FoundVerb | Problem {
  return findInFamily("vdiff", words);
}

function findInFamily(family: Family, words: readonly string[]): FoundVerb | Problem {
  const [first = "", second = "", ...rest] = words;
  const leading = findTypedVerb(`${family} ${first}`);
  if (leading !== undefined) return { verb: leading, words: words.slice(1) };
  const following = findTypedVerb(`${family} ${second}`);
  if (following !== undefined) return { verb: following, words: [first, ...rest] };
  const alone = findTypedVerb(FAMILIES[family]);
  const unknown = [first, second].find((word) => word !== "" && !MAY_FOLLOW[family](word));
  if (alone !== undefined && unknown === undefined) return { verb: alone, words };
  return refuseUnknownVerb(`${family} ${unknown ?? ""}`);
}

/** Which words may follow the family's word if that word stands for its first verb. */
const MAY_FOLLOW: Readonly<Record<Family, (word: string) => boolean>> = {
  vdiff: (word) => word.includes(".") || /^(?:last|all|[0-9a-f-]{8,})$/i.test(word),
  rules: isDocument,
  throttler: (word) => findNearest(`throttler ${word}`, FAMILY_VERBS) === undefined,
};

function refuseUnknownVerb(word: string): Problem {
  const near = findNearestVerb(word);
  if (near === undefined) return toProblem("unknown-verb", { word });
  const verb = VERBS.find(({ typed, alsoTyped }) => typed === near || alsoTyped.includes(near) || typed.startsWith(`${near} `));
  return { ...toProblem("unknown-verb", { word, near }), example: verb?.example ?? `/movetables ${near}` };
}

function findNearestVerb(word: string): string | undefined {
  // Somebody who types only a name wants to see the move.
  if (parseQualifiedWorkflow(word) !== undefined || parseMoveId(word) !== undefined) return `status ${word}`;
  return findNearest(word, ["help", ...Object.keys(FAMILIES), ...VERBS.flatMap(({ typed, alsoTyped }) => [typed, ...alsoTyped])]);
}

const FAMILY_VERBS: readonly string[] = ["throttler show", "throttler check"];
