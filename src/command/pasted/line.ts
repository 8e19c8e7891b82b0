import type { Verb } from "../../core/command/command.ts";
import { findTypedVerb } from "../verbs/own.ts";
import { toProblem, type Problem } from "../words/refusals.ts";
import type { ScannedOption } from "../words/scan.ts";
import type { AnyVerb } from "../verbs/verb.ts";

/** A line of a Vitess client after its command word, such as `MoveTables`. */
export interface ClientLine {
  readonly command: string;
  readonly words: readonly string[];
  readonly options: readonly ScannedOption[];
  readonly workflow?: string;
  readonly keyspace?: string;
  /** The older client (`vtctlclient`), whose defaults differ. */
  readonly legacy: boolean;
}

/** The same line in Tandem's terms. */
export interface Read {
  readonly verb: AnyVerb;
  readonly words: readonly string[];
  readonly options: readonly ScannedOption[];
  readonly workflow?: string;
  readonly keyspace?: string;
  readonly ignored?: readonly string[];
  /** One sentence on what became of a part of the line. */
  readonly said?: string;
}

/** Reads the line as a verb of Tandem, with the given differences. */
export function readAs(verb: Verb, line: ClientLine, different: Partial<Omit<Read, "verb">> = {}): Read | Problem {
  const found = findTypedVerb(verb.replace("-", " ")) ?? findTypedVerb(verb);
  if (found === undefined) return toProblem("unknown-verb", { word: verb });
  const { workflow, keyspace, words, options } = line;
  return {
    verb: found,
    words,
    options,
    ...(workflow !== undefined && { workflow }),
    ...(keyspace !== undefined && { keyspace }),
    ...different,
  };
}
