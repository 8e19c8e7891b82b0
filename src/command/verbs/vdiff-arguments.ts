import type { TypedName } from "../../core/command/command.ts";
import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import { type Ask, refuseMore, takeName } from "./verb.ts";

/**
 * The older client's options for its two kinds of VDiff, and for sampling, which Vitess never implemented. The release decides the kind.
 */
export const NO_EFFECT = { v1: "flag", v2: "flag", checksum: "flag", samplepct: "value", "sample-pct": "value" } as const;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** The move, and which of its VDiffs is named: by one of the words, or by a UUID. */
export function takeOne(ask: Ask, typed: string, words: readonly string[]): { readonly name: TypedName; readonly arg: string } | Problem {
  const named = takeName(ask, typed);
  if (isProblem(named)) return named;
  const [word, ...rest] = named.rest;
  if (word === undefined) return toProblem("vdiff-missing", { verb: typed, all: words.length > 0 });
  const arg = readWhich(word, words);
  return isProblem(arg) ? arg : (refuseMore(rest, typed) ?? { name: named.name, arg });
}

/** One of the words, or a UUID, in lower case as Vitess keeps it. */
export function readWhich(typed: string, words: readonly string[]): string | Problem {
  const word = typed.toLowerCase();
  if (words.includes(word) || UUID.test(word)) return word;
  return toProblem("vdiff-malformed", { value: typed, expected: [...words.map((each) => `\`${each}\``), "its UUID"].join(" or ") });
}
