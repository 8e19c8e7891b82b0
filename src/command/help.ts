import { VERBS } from "./catalogue.ts";
import type { HelpTopic, Verb } from "../core/command.ts";
import { isFamily } from "./own.ts";
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

/** What people want to do when they look for a verb; `move` is the whole way of most moves. */
export type Task = "move" | "look" | "fix" | "rules" | "throttle" | "admin";

const TASK_OF = {
  create: "move",
  status: "move",
  "vdiff-create": "move",
  switch: "move",
  reverse: "move",
  complete: "move",
  cancel: "move",
  list: "look",
  show: "look",
  "vdiff-show": "look",
  preflight: "look",
  diagnose: "look",
  explain: "look",
  start: "fix",
  stop: "fix",
  update: "fix",
  "vdiff-stop": "fix",
  "vdiff-resume": "fix",
  "vdiff-delete": "fix",
  mirror: "fix",
  override: "fix",
  rescue: "fix",
  "call-off": "fix",
  delete: "fix",
  "rules-get": "rules",
  "rules-save": "rules",
  "rules-diff": "rules",
  "rules-restore": "rules",
  "throttler-show": "throttle",
  "throttler-check": "throttle",
  throttle: "throttle",
  unthrottle: "throttle",
  follow: "admin",
  unfollow: "admin",
  adopt: "admin",
  "adopt-all": "admin",
  validate: "admin",
  tables: "admin",
  keyspaces: "admin",
  clusters: "admin",
  help: "admin",
} as const satisfies Record<Verb, Task>;

/** The tasks beside the way of a move. */
export const HELP_TASKS = ["look", "fix", "rules", "throttle", "admin"] as const satisfies readonly Task[];

/** The verbs of a task, in the order of a move's life. */
export function helpFor(task: Task): readonly VerbHelp[] {
  return HELP.filter(({ verb }) => TASK_OF[verb] === task);
}

/** Options that every verb takes. */
export const OPTIONS_OF_ALL: readonly OptionHelp[] = [
  { name: "cluster", placeholder: "NAME", meaning: "The cluster, where there is more than one.", otherwise: "the configured default" },
  { name: "help", placeholder: "", meaning: "Help on the verb.", otherwise: "" },
];

/** Verbs that belong to a family without its word in front. */
const RELATED: ReadonlyMap<HelpTopic, readonly Verb[]> = new Map([["throttler", ["throttle", "unthrottle"]]]);

/** The verbs that a topic is about: one, or all of a family. */
export function helpOn(topic: HelpTopic): readonly VerbHelp[] {
  const inFamily = (verb: Verb) => isFamily(topic) && (verb.startsWith(`${topic}-`) || RELATED.get(topic)?.includes(verb) === true);
  return HELP.filter(({ verb }) => verb === topic || inFamily(verb));
}
