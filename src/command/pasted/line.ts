import type { Verb } from "../../core/command/command.ts";
import { verbTyped } from "../verbs/own.ts";
import { toProblem, type Problem } from "../words/refusals.ts";
import type { ScannedOption } from "../words/scan.ts";
import type { AnyVerb } from "../verbs/verb.ts";

/** A line of a client of Vitess's, after the word of its command, such as `MoveTables`. */
export interface ClientLine {
  readonly command: string;
  readonly words: readonly string[];
  readonly options: readonly ScannedOption[];
  readonly workflow?: string;
  readonly keyspace?: string;
  /** The older client (`vtctlclient`), whose defaults differ. */
  readonly legacy: boolean;
}

/** What such a line is in Tandem's words. */
export interface Read {
  readonly verb: AnyVerb;
  readonly words: readonly string[];
  readonly options: readonly ScannedOption[];
  readonly workflow?: string;
  readonly keyspace?: string;
  readonly ignored?: readonly string[];
  /** What became of a part of the line, in one sentence. */
  readonly said?: string;
}

/** The line as it stands under a verb of Tandem's, with whatever is different. */
export function readAs(verb: Verb, line: ClientLine, different: Partial<Omit<Read, "verb">> = {}): Read | Problem {
  const found = verbTyped(verb.replace("-", " ")) ?? verbTyped(verb);
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
