import { parseMoveId, parseQualifiedWorkflow, isKeyspace, isWorkflowName, type ClusterName, type Keyspace } from "../core/vitess/names.ts";
import type { Command, TypedName, Verb } from "../core/command.ts";
import { type KnownOptions, type Option, type OptionsOf, type OptionTable, fieldsOf, readOptions } from "./options.ts";
import { isProblem, problem, type Problem } from "./refusals.ts";
import type { ScannedOption } from "./scan.ts";
import { FLAG } from "./values.ts";

/** A line without its options and without the word of the verb. */
export interface Ask {
  readonly words: readonly string[];
  readonly cluster?: ClusterName;
  /** `--workflow` and `--target-keyspace` (or `--keyspace`), the reference client's way to name a move. */
  readonly workflow?: string;
  readonly keyspace?: string;
  /** A line of a client of Vitess's, whose defaults hold. */
  readonly pasted: boolean;
  /** A line of the client that names a move by options alone. */
  readonly namedByOptions: boolean;
}

/** A verb that is typed; help is answered before. */
export type TypedVerb = Exclude<Verb, "help">;

/** Everything about one verb: how it is typed, what it means, what it takes, and what it makes of that. */
interface VerbSpec<T> extends OptionTable<T> {
  readonly verb: TypedVerb;
  /** The word people type; two in a family, such as VDiff. */
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
  readonly verb: TypedVerb;
  readonly typed: string;
  readonly alsoTyped: readonly string[];
  readonly takes: string;
  readonly meaning: string;
  readonly example: string;
  readonly options: readonly OptionHelp[];
  readonly ignored: KnownOptions;
  readonly notOurs: KnownOptions;
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
      const hinted = orderFromHint(scanned, spec.options);
      const read = isProblem(hinted) ? hinted : readOptions(hinted, spec, spec.typed);
      if (isProblem(read)) return read;
      const command = spec.build(ask, read.given);
      return isProblem(command) ? command : { command, ignored: read.ignored };
    },
  };
}

// Before vtctldclient, the order of preference was a word in front of the types: `in_order:replica,primary`.
const IN_ORDER = /^\s*in_order:/i;

function orderFromHint<T>(scanned: readonly ScannedOption[], options: OptionsOf<T>): readonly ScannedOption[] | Problem {
  const hinted = scanned.filter(({ name, value }) => name === "tablet-types" && IN_ORDER.test(value ?? ""));
  if (hinted.length === 0) return scanned;
  const plain = scanned.map((each) => (hinted.includes(each) ? { ...each, value: (each.value ?? "").replace(IN_ORDER, "") } : each));
  const order = fieldsOf(options)
    .map((field) => options[field].name)
    .find((name) => ORDER_OPTIONS.includes(name));
  // Where there is nothing to prefer, as in SwitchTraffic, the word says nothing.
  if (order === undefined) return plain;
  const given = plain.find(({ name }) => name === order);
  if (given === undefined) return [...plain, { name: order, written: `--${order}`, value: "true" }];
  const read = FLAG.read(given.value ?? "true", `--${order}`);
  return "value" in read && !read.value ? problem("contradiction", { first: "in_order:", second: `--${order}=false` }) : plain;
}

const ORDER_OPTIONS: readonly string[] = ["tablet-types-in-preference-order", "tablet-types-in-order"];

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
    return ask.namedByOptions ? problem("option-missing", { option: "--workflow", verb }) : problem("name-missing", { verb });
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

/** The keyspace that is named, as a word or by its option, and the words after it. */
export function takeKeyspace(ask: Ask, verb: string): { readonly keyspace: Keyspace; readonly rest: readonly string[] } | Problem {
  const [first, ...rest] = ask.keyspace === undefined ? ask.words : [ask.keyspace, ...ask.words];
  if (ask.workflow !== undefined) return problem("unknown-option", { option: "--workflow", verb });
  if (first === undefined) return problem("word-missing", { verb, what: "a keyspace" });
  if (!isKeyspace(first)) return problem("value-wrong", { option: verb, value: first, expected: "a keyspace name" });
  return { keyspace: first, rest };
}

/** For a verb that takes a keyspace and nothing else. */
export function onlyKeyspace(ask: Ask, verb: string): Keyspace | Problem {
  const named = takeKeyspace(ask, verb);
  if (isProblem(named)) return named;
  return noMore(named.rest, verb) ?? named.keyspace;
}

/** True when the line names no move, in no way. */
export function isNameless({ words, workflow, keyspace }: Ask): boolean {
  return words.length === 0 && workflow === undefined && keyspace === undefined;
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
