import { parseMoveId, parseQualifiedWorkflow } from "../core/names.ts";
import { VERBS } from "./catalogue.ts";
import { nearest } from "./nearest.ts";
import { problem, type Problem } from "./refusals.ts";
import type { AnyVerb } from "./verb.ts";

/** A verb, and the words that are left for it. */
export interface Found {
  readonly verb: AnyVerb;
  readonly words: readonly string[];
}

const VDIFF_WORD = "vdiff";

/** The verb of Tandem's own short form: its word stands first; those of VDiff may also stand after the name. */
export function findOwn(words: readonly string[]): Found | Problem {
  const [first = "", ...rest] = words;
  if (first.toLowerCase() === VDIFF_WORD) return findVDiff(rest);
  const verb = verbTyped(first);
  if (verb !== undefined) return { verb, words: rest };
  return first === "" ? problem("verb-missing", {}) : unknownVerb(first);
}

/** The verb that a word, or two words for VDiff, stands for. */
export function verbTyped(typed: string): AnyVerb | undefined {
  const word = typed.toLowerCase();
  return VERBS.find((verb) => verb.typed === word || verb.alsoTyped.includes(word));
}

/** The VDiff verb among the first two words; `vdiff <name>` alone shows the last one. */
export function findVDiff(words: readonly string[]): Found | Problem {
  const [first = "", second = "", ...rest] = words;
  const leading = verbTyped(`${VDIFF_WORD} ${first}`);
  if (leading !== undefined) return { verb: leading, words: words.slice(1) };
  const following = verbTyped(`${VDIFF_WORD} ${second}`);
  if (following !== undefined) return { verb: following, words: [first, ...rest] };
  const show = verbTyped(`${VDIFF_WORD} show`);
  const unknown = [first, second].find((word) => word !== "" && !mayBelongToShow(word));
  if (show !== undefined && unknown === undefined) return { verb: show, words };
  return unknownVerb(`${VDIFF_WORD} ${unknown ?? ""}`);
}

function mayBelongToShow(word: string): boolean {
  return word.includes(".") || /^(?:last|all|[0-9a-f-]{8,})$/i.test(word);
}

function unknownVerb(word: string): Problem {
  const near = nearVerb(word);
  if (near === undefined) return problem("unknown-verb", { word });
  const verb = verbTyped(near === VDIFF_WORD ? `${VDIFF_WORD} create` : near);
  return { ...problem("unknown-verb", { word, near }), example: verb?.example ?? `/movetables ${near}` };
}

function nearVerb(word: string): string | undefined {
  // Somebody who types only a name wants to see the move.
  if (parseQualifiedWorkflow(word) !== undefined || parseMoveId(word) !== undefined) return `status ${word}`;
  return nearest(word, ["help", VDIFF_WORD, ...VERBS.flatMap(({ typed, alsoTyped }) => [typed, ...alsoTyped])]);
}
