import { parseMoveId, parseQualifiedWorkflow, isKeyspace, isWorkflowName, type ClusterName } from "../core/names.ts";
import type { Command, HelpTopic, TypedName } from "../core/command.ts";
import { type KnownOptions, type Option, type OptionTable, fieldsOf, readOptions } from "./options.ts";
import { isProblem, problem, type Problem } from "./refusals.ts";
import type { ScannedOption } from "./scan.ts";

/** A line without its options and without the word of the verb. */
export interface Ask {
  readonly words: readonly string[];
  readonly cluster?: ClusterName;
  /** `--workflow` and `--target-keyspace` (or `--keyspace`), the reference client's way to name a move. */
  readonly workflow?: string;
  readonly keyspace?: string;
  /** A line of the reference client, whose defaults hold. */
  readonly pasted: boolean;
}

/** Everything about one verb: how it is typed, what it means, what it takes, and what it makes of that. */
interface VerbSpec<T> extends OptionTable<T> {
  readonly verb: Exclude<HelpTopic, "vdiff">;
  /** The word people type; two for VDiff. */
  readonly typed: string;
  /** Other words for it, the reference client's among them. */
  readonly alsoTyped: readonly string[];
  /** What follows the word, for help. */
  readonly takes: string;
  readonly meaning: string;
  /** A line that parses. */
  readonly example: string;
  /** The defaults of Tandem's own short form. */
  readonly defaults: Partial<T>;
  readonly build: (ask: Ask, given: Partial<T>) => Command | Problem;
}

/** For a verb without options of its own. */
export type NoOptions = Readonly<Record<string, never>>;

/** A verb whose options' types are no longer known: what the table of all verbs holds. */
export interface AnyVerb {
  readonly verb: Exclude<HelpTopic, "vdiff">;
  readonly typed: string;
  readonly alsoTyped: readonly string[];
  readonly takes: string;
  readonly meaning: string;
  readonly example: string;
  readonly options: readonly OptionHelp[];
  readonly ignored: KnownOptions;
  readonly notYet: KnownOptions;
  readonly read: (
    ask: Ask,
    scanned: readonly ScannedOption[],
  ) => { readonly command: Command; readonly ignored: readonly string[] } | Problem;
}

/** One option as help shows it. */
export interface OptionHelp {
  readonly name: string;
  /** Empty for a flag. */
  readonly placeholder: string;
  readonly meaning: string;
  /** What holds without it; empty when nothing does. */
  readonly otherwise: string;
}

/** Ties what a verb takes to what it makes of it, and forgets the types of its options outside. */
export function defineVerb<T extends object>(spec: VerbSpec<T>): AnyVerb {
  return {
    ...spec,
    options: fieldsOf(spec.options).map((field) => helpOf(spec.options[field], spec.defaults[field])),
    read(ask, scanned) {
      const read = readOptions(scanned, spec, spec.typed);
      if (isProblem(read)) return read;
      const command = spec.build(ask, read.given);
      return isProblem(command) ? command : { command, ignored: read.ignored };
    },
  };
}

function helpOf<T>({ name, kind, meaning, otherwise }: Option<T>, value: T | undefined): OptionHelp {
  return { name, placeholder: kind.placeholder, meaning, otherwise: otherwise ?? (value === undefined ? "" : kind.write(value)) };
}

/** The move that is named, either way, and the words after it. */
export function takeName(ask: Ask, verb: string): { readonly name: TypedName; readonly rest: readonly string[] } | Problem {
  const { workflow, keyspace } = ask;
  if (workflow !== undefined || keyspace !== undefined) {
    if (workflow === undefined) return problem("option-missing", { option: "--workflow", verb });
    if (keyspace === undefined) return problem("option-missing", { option: "--target-keyspace", verb });
    if (!isKeyspace(keyspace) || !isWorkflowName(workflow)) return problem("name-malformed", { name: `${keyspace}.${workflow}` });
    return { name: { ...inCluster(ask.cluster), targetKeyspace: keyspace, workflow }, rest: ask.words };
  }
  const [typed, ...rest] = ask.words;
  if (typed === undefined)
    return ask.pasted ? problem("option-missing", { option: "--workflow", verb }) : problem("name-missing", { verb });
  const withCluster = parseMoveId(typed);
  const name = withCluster ?? parseQualifiedWorkflow(typed);
  if (name === undefined) return problem("name-malformed", { name: typed });
  if (withCluster !== undefined && ask.cluster !== undefined && withCluster.cluster !== ask.cluster) {
    return problem("contradiction", { first: typed, second: `--cluster ${ask.cluster}` });
  }
  return { name: { ...inCluster(ask.cluster), ...name }, rest };
}

/** For a verb that takes the name of a move and nothing else. */
export function onlyName(ask: Ask, verb: string): TypedName | Problem {
  const named = takeName(ask, verb);
  if (isProblem(named)) return named;
  return noMore(named.rest, verb) ?? named.name;
}

/** The refusal of a word too many, if there is one. */
export function noMore(rest: readonly string[], verb: string): Problem | undefined {
  const [word] = rest;
  return word === undefined ? undefined : problem("extra-word", { word, verb });
}

/** The cluster as a field that is absent when none was named. */
export function inCluster(cluster: ClusterName | undefined): { readonly cluster?: ClusterName } {
  return cluster === undefined ? {} : { cluster };
}
