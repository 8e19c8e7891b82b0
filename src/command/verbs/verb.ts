import {
  parseMoveId,
  parseQualifiedWorkflow,
  isClusterName,
  isKeyspace,
  isWorkflowName,
  type ClusterName,
  type Keyspace,
} from "../../core/vitess/names.ts";
import type { Command, TypedName, Verb } from "../../core/command/command.ts";
import type { OptionRows, TypedOptions } from "../../core/options/row.ts";
import { isFormVerb, type KeyspaceVerb, type MoveVerb, formatTypedVerb, VERB_ROWS, formatVerbExample } from "../../core/command/verbs.ts";
import { type IgnoredOptions, readOptions } from "./options.ts";
import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import type { ScannedOption } from "../words/scan.ts";
import { FLAG } from "../words/values.ts";

/** A line without its options and without the verb. */
export interface Ask {
  readonly words: readonly string[];
  readonly cluster?: ClusterName;
  /** `--workflow` and `--target-keyspace` (or `--keyspace`), with which the reference client names a move. */
  readonly workflow?: string;
  readonly keyspace?: string;
  /** The line is one of a Vitess client, so that client's defaults apply. */
  readonly pasted: boolean;
  /** The line is one of a Vitess client and names the move only by options. */
  readonly namedByOptions: boolean;
}

/** A verb that people type; help is answered earlier. */
export type TypedVerb = Exclude<Verb, "help">;

type Row<V extends Verb> = (typeof VERB_ROWS)[V];

/** What a verb adds to its row: how to build its command from a line. */
interface VerbSpec<V extends TypedVerb> {
  readonly ignored?: IgnoredOptions;
  readonly build: (ask: Ask, given: Partial<TypedOptions<Row<V>["options"]>>) => Command | Problem;
}

/** A verb without the types of its options, as the table of all verbs holds it. */
export interface AnyVerb {
  readonly verb: TypedVerb;
  readonly typed: string;
  readonly alsoTyped: readonly string[];
  readonly example: string;
  readonly options: OptionRows;
  readonly ignored: IgnoredOptions;
  readonly read: (
    ask: Ask,
    scanned: readonly ScannedOption[],
  ) => { readonly command: Command; readonly ignored: readonly string[] } | Problem;
}

/** Combines a verb's row with its `build`, and hides the types of its options from the outside. */
export function defineVerb<V extends TypedVerb>(verb: V, { ignored = {}, build }: VerbSpec<V>): AnyVerb {
  const row: Row<V> = VERB_ROWS[verb];
  const typed = formatTypedVerb(verb);
  const options: Row<V>["options"] = row.options;
  return {
    verb,
    typed,
    alsoTyped: "alsoTyped" in row ? row.alsoTyped : [],
    example: formatVerbExample(verb),
    options,
    ignored,
    read(ask, scanned) {
      const hinted = splitOrderHint(scanned, options);
      const read = isProblem(hinted) ? hinted : readOptions(hinted, { verb: typed, options, ignored });
      if (isProblem(read)) return read;
      const isBare = !ask.pasted && isNameless(ask) && Object.keys(read.given).length === 0;
      const command =
        isBare && isFormVerb(verb) ? { verb: "form" as const, form: verb, ...pickCluster(ask.cluster) } : build(ask, read.given);
      return isProblem(command) ? command : { command, ignored: read.ignored };
    },
  };
}

// Before vtctldclient, a word in front of the types gave their order of preference: `in_order:replica,primary`.
const IN_ORDER = /^\s*in_order:/i;

function splitOrderHint(scanned: readonly ScannedOption[], options: OptionRows): readonly ScannedOption[] | Problem {
  const hinted = scanned.filter(({ name, value }) => name === "tablet-types" && IN_ORDER.test(value ?? ""));
  if (hinted.length === 0) return scanned;
  const plain = scanned.map((each) => (hinted.includes(each) ? { ...each, value: (each.value ?? "").replace(IN_ORDER, "") } : each));
  const order = Object.values(options).find(({ kind }) => kind === "order")?.name;
  // A verb without an order, such as SwitchTraffic, ignores the word.
  if (order === undefined) return plain;
  const given = plain.find(({ name }) => name === order);
  if (given === undefined) return [...plain, { name: order, written: `--${order}`, value: "true" }];
  const read = FLAG.read(given.value ?? "true", `--${order}`);
  return "value" in read && !read.value ? toProblem("contradiction", { first: "in_order:", second: `--${order}=false` }) : plain;
}

// Slack's bold around each part. It can only be told from a pattern's stars where a name is wanted.
const BOLD_PARTS = /^\*([^*]+)\*\.\*([^*]+)\*$/;

/** The move that the line names, in either way, and the words after it. */
export function takeName(ask: Ask, verb: string): { readonly name: TypedName; readonly rest: readonly string[] } | Problem {
  const { workflow, keyspace } = ask;
  if (workflow !== undefined || keyspace !== undefined) {
    if (workflow === undefined) return toProblem("option-missing", { option: "--workflow", verb });
    if (keyspace === undefined) return toProblem("option-missing", { option: "--target-keyspace", verb });
    if (!isKeyspace(keyspace) || !isWorkflowName(workflow)) return toProblem("name-malformed", { name: `${keyspace}.${workflow}` });
    return { name: { ...pickCluster(ask.cluster), targetKeyspace: keyspace, workflow }, rest: ask.words };
  }
  const [word, ...rest] = ask.words;
  const typed = word?.replace(BOLD_PARTS, "$1.$2");
  if (typed === undefined)
    return ask.namedByOptions ? toProblem("option-missing", { option: "--workflow", verb }) : toProblem("name-missing", { verb });
  const withCluster = parseMoveId(typed);
  const name = withCluster ?? parseQualifiedWorkflow(typed);
  if (name === undefined) return toProblem("name-malformed", { name: typed });
  if (withCluster !== undefined && ask.cluster !== undefined && withCluster.cluster !== ask.cluster) {
    return toProblem("contradiction", { first: typed, second: `--cluster ${ask.cluster}` });
  }
  return { name: { ...pickCluster(ask.cluster), ...name }, rest };
}

/** A verb that takes only the name of a move. */
export function defineMoveVerb(verb: MoveVerb, ignored: IgnoredOptions = {}): AnyVerb {
  return defineVerb(verb, {
    ignored,
    build(ask) {
      const name = requireOnlyName(ask, verb);
      return isProblem(name) ? name : { verb, name };
    },
  });
}

/** A verb that takes only a keyspace. */
export function defineKeyspaceVerb(verb: KeyspaceVerb): AnyVerb {
  return defineVerb(verb, {
    build(ask) {
      const keyspace = onlyKeyspace(ask, formatTypedVerb(verb));
      return isProblem(keyspace) ? keyspace : { verb, ...pickCluster(ask.cluster), keyspace };
    },
  });
}

/** The move that a line names; refuses any further word. */
export function requireOnlyName(ask: Ask, verb: string): TypedName | Problem {
  const named = takeName(ask, verb);
  if (isProblem(named)) return named;
  return refuseMore(named.rest, verb) ?? named.name;
}

/** The keyspace that a line names, by a word or an option, and the words after it. */
export function takeKeyspace(ask: Ask, verb: string): { readonly keyspace: Keyspace; readonly rest: readonly string[] } | Problem {
  const [first, ...rest] = ask.keyspace === undefined ? ask.words : [ask.keyspace, ...ask.words];
  if (ask.workflow !== undefined) return toProblem("unknown-option", { option: "--workflow", verb });
  if (first === undefined) return toProblem("word-missing", { verb, what: "a keyspace" });
  if (!isKeyspace(first)) return toProblem("value-wrong", { option: verb, value: first, expected: "a keyspace name" });
  return { keyspace: first, rest };
}

/** The keyspace that a line names; refuses any further word. */
export function onlyKeyspace(ask: Ask, verb: string): Keyspace | Problem {
  const named = takeKeyspace(ask, verb);
  if (isProblem(named)) return named;
  return refuseMore(named.rest, verb) ?? named.keyspace;
}

/** What a word of a line names in a cluster: a keyspace, or a pattern of moves. */
interface InCluster<W extends string> {
  readonly verb: string;
  /** What is missing if there is no such word, and what is expected in place of a wrong one. */
  readonly missing: string;
  readonly expected: string;
  readonly isWord: (text: string) => text is W;
}

/** Reads `customer` or `prod/customer`, with its cluster by either way; refuses any further word. */
export function onlyInCluster<W extends string>(
  ask: Ask,
  { verb, missing, expected, isWord }: InCluster<W>,
): { readonly cluster?: ClusterName; readonly word: W } | Problem {
  const [typed, ...rest] = ask.keyspace === undefined ? ask.words : [ask.keyspace, ...ask.words];
  if (typed === undefined) return toProblem("word-missing", { verb, what: missing });
  const [before = "", after] = typed.split(/\/(.*)/s);
  const [named, word] = after === undefined ? [undefined, before] : [before, after];
  if ((named !== undefined && !isClusterName(named)) || !isWord(word))
    return toProblem("value-wrong", { option: verb, value: typed, expected });
  if (named !== undefined && ask.cluster !== undefined && named !== ask.cluster)
    return toProblem("contradiction", { first: typed, second: `--cluster ${ask.cluster}` });
  return refuseMore(rest, verb) ?? { ...pickCluster(named ?? ask.cluster), word };
}

/** True if the line names no move in either way. */
function isNameless({ words, workflow, keyspace }: Ask): boolean {
  return words.length === 0 && workflow === undefined && keyspace === undefined;
}

/** The refusal of an extra word, if there is one. */
export function refuseMore(rest: readonly string[], verb: string): Problem | undefined {
  const [word] = rest;
  return word === undefined ? undefined : toProblem("extra-word", { word, verb });
}

/** The cluster as a field that is missing if none was named. */
export function pickCluster(cluster: ClusterName | undefined): { readonly cluster?: ClusterName } {
  return cluster === undefined ? {} : { cluster };
}
