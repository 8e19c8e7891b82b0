import type { HelpTopic, Verb } from "../core/command/command.ts";
import { ownDefault, type OptionRow } from "../core/options/row.ts";
import { type Task, formatTypedVerb, VERB_ROWS, formatVerbExample } from "../core/command/verbs.ts";
import { VERBS } from "./verbs/catalogue.ts";
import { READERS, writeValue } from "./words/kinds.ts";
import { isFamily } from "./verbs/own.ts";

/** One verb as help shows it, in the words of its row. */
export interface VerbHelp extends Pick<(typeof VERB_ROWS)[Verb], "takes" | "meaning" | "task"> {
  readonly verb: Verb;
  readonly typed: string;
  readonly example: string;
  readonly options: readonly OptionHelp[];
}

/** One option as help shows it. */
export interface OptionHelp {
  readonly name: string;
  /** Empty for a flag. */
  readonly placeholder: string;
  readonly meaning: string;
  /** What applies without the option; empty if nothing does. */
  readonly otherwise: string;
}

/** Every verb, in the order of a move's life. */
export const HELP: readonly VerbHelp[] = [...VERBS.map(({ verb }) => verb), "help" as const].map((verb) => ({
  ...VERB_ROWS[verb],
  verb,
  typed: formatTypedVerb(verb),
  example: formatVerbExample(verb),
  options: Object.values(VERB_ROWS[verb].options).map(toOptionHelp),
}));

function toOptionHelp(row: OptionRow): OptionHelp {
  const { name, kind, meaning } = row;
  const value = ownDefault(row);
  const otherwise = row.otherwise ?? (value === undefined ? "" : writeValue(kind, value));
  return { name, placeholder: READERS[kind].placeholder, meaning, otherwise };
}

/** The tasks that are not part of a move's normal course. */
export const HELP_TASKS = ["look", "fix", "rules", "throttle", "admin"] as const satisfies readonly Task[];

/** The verbs of a task, in the order of a move's life. */
export function listTaskHelp(task: Task): readonly VerbHelp[] {
  return HELP.filter((each) => each.task === task);
}

/** Options that every verb takes. */
export const OPTIONS_OF_ALL: readonly OptionHelp[] = [
  { name: "cluster", placeholder: "NAME", meaning: "The cluster, where there is more than one.", otherwise: "the configured one" },
  { name: "help", placeholder: "", meaning: "Help on the verb.", otherwise: "" },
];

/** Verbs that belong to a family but do not begin with its word. */
const RELATED: ReadonlyMap<HelpTopic, readonly Verb[]> = new Map([["throttler", ["throttle", "unthrottle"]]]);

/** The verbs that a topic covers: one, or all of a family. */
export function selectHelp(topic: HelpTopic): readonly VerbHelp[] {
  const inFamily = (verb: Verb) => isFamily(topic) && (verb.startsWith(`${topic}-`) || RELATED.get(topic)?.includes(verb) === true);
  return HELP.filter(({ verb }) => verb === topic || inFamily(verb));
}
