import { VERBS } from "./catalogue.ts";
import type { HelpTopic, Verb } from "../core/command.ts";
import type { OptionHelp } from "./verb.ts";

/** One verb as help shows it. */
export interface VerbHelp {
  readonly verb: Verb;
  /** The word, or two, that people type. */
  readonly typed: string;
  /** What follows the word: `target_keyspace.workflow`; square brackets mean that it may be left out. */
  readonly takes: string;
  /** One sentence. */
  readonly meaning: string;
  /** A line to paste; it parses. */
  readonly example: string;
  readonly options: readonly OptionHelp[];
}

const HELP_ITSELF: VerbHelp = {
  verb: "help",
  typed: "help",
  takes: "[verb]",
  meaning: "What there is, or everything about one verb.",
  example: "/movetables help switch",
  options: [],
};

/** Every verb, in the order of a move's life. */
export const HELP: readonly VerbHelp[] = [
  ...VERBS.map(({ verb, typed, takes, meaning, example, options }) => ({ verb, typed, takes, meaning, example, options })),
  HELP_ITSELF,
];

/** Options that every verb takes. */
export const OPTIONS_OF_ALL: readonly OptionHelp[] = [
  { name: "cluster", placeholder: "NAME", meaning: "The cluster, where there is more than one.", otherwise: "the configured default" },
  { name: "help", placeholder: "", meaning: "Help on the verb.", otherwise: "" },
];

/** The verbs that a topic is about: one, or all of VDiff. */
export function helpOn(topic: HelpTopic): readonly VerbHelp[] {
  return HELP.filter(({ verb }) => verb === topic || (topic === "vdiff" && verb.startsWith("vdiff-")));
}
