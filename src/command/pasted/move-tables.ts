import type { Verb } from "../../core/command/command.ts";
import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import type { ScannedOption } from "../words/scan.ts";
import { refuseUnknownAction } from "./actions.ts";
import { type ClientLine, type Read, readAs } from "./line.ts";
import { takeOptions, isFlagSet, toTypedOption, respell, SOURCE_SPELLINGS, SWITCH_SPELLINGS } from "../words/spellings.ts";
import { readTableOptions } from "./tables.ts";

const MOVE_TABLES_ACTIONS: Readonly<Record<string, Verb>> = {
  create: "create",
  status: "status",
  progress: "status",
  getstate: "status",
  show: "show",
  start: "start",
  stop: "stop",
  mirrortraffic: "mirror",
  switchtraffic: "switch",
  reversetraffic: "reverse",
  complete: "complete",
  cancel: "cancel",
};

/** MoveTables in all its forms: `<action>`, `<action> keyspace.workflow`, and the v1 form, which has no action. */
export function readMoveTables(line: ClientLine): Read | Problem {
  const split = takeOptions(respell(line.options, { ...SOURCE_SPELLINGS, ...SWITCH_SPELLINGS }), ["v1", "v2", "timeout"]);
  if (isProblem(split)) return split;
  const { taken } = split;
  const timeout = taken.get("timeout");
  const ignored = taken.has("v2") ? ["--v2"] : [];
  const asAction = findActionAmong(split.others);
  const [first = ""] = line.words;
  const typed = asAction === undefined ? first : asAction.name;
  const verb = findVerbOfAction(typed);
  // The v1 form has no action: an action here would be read as a keyspace, and a switch as a create.
  if (isFlagSet(taken, "v1") && verb !== undefined && line.words.length < 3)
    return toProblem("contradiction", { first: "--v1", second: typed });
  if (isFlagSet(taken, "v1") || (verb === undefined && isV1(line, split.others)))
    return readV1(line, withTimeout(split.others, timeout), ignored);
  const swallowed = first === "" ? [line.keyspace, line.workflow].find((value) => findVerbOfAction(value ?? "") !== undefined) : undefined;
  if (swallowed !== undefined)
    return toProblem("action-swallowed", { action: swallowed, option: swallowed === line.keyspace ? "--target-keyspace" : "--workflow" });
  if (verb === undefined) return refuseUnknownAction(line.command, MOVE_TABLES_ACTIONS, first);
  const words = asAction === undefined ? line.words.slice(1) : line.words;
  const options = split.others.filter((each) => each !== asAction);
  if (verb === "switch" || verb === "reverse") return readAs(verb, line, { words, options: withTimeout(options, timeout), ignored });
  // For other verbs it was how long the older client waited for the streams to start.
  const waited = timeout === undefined || !line.legacy ? [] : ["--timeout"];
  const rest = waited.length > 0 ? options : withTimeout(options, timeout);
  return verb === "create"
    ? readCreate(line, { words, options: rest, ignored: [...ignored, ...waited] })
    : readAs(verb, line, { words, options: rest, ignored: [...ignored, ...waited] });
}

function readCreate(line: ClientLine, read: Required<Pick<Read, "words" | "options" | "ignored">>, v1 = false): Read | Problem {
  const named = readTableOptions(read.options);
  if (isProblem(named)) return named;
  const options = line.legacy || v1 ? withLegacyDefaults(named.options) : named.options;
  return readAs("create", line, { ...read, options, ...(named.said !== undefined && { said: named.said }) });
}

/** The older client deferred nothing, and preferred no tablet type unless told to. */
function withLegacyDefaults(options: readonly ScannedOption[]): readonly ScannedOption[] {
  const has = (name: string) => options.some((each) => each.name === name);
  const types = options.find(({ name }) => name === "tablet-types");
  const anyOrder = types !== undefined && !/^\s*in_order:/i.test(types.value ?? "") && !has("tablet-types-in-preference-order");
  return [
    ...options,
    ...(has("defer-secondary-keys") ? [] : [toTypedOption("defer-secondary-keys", "false")]),
    ...(anyOrder ? [toTypedOption("tablet-types-in-preference-order", "false")] : []),
  ];
}

/** `MoveTables -workflow=wf source target tables`, which servers before 16 also accepted with `-v1`. */
function isV1(line: ClientLine, options: readonly ScannedOption[]): boolean {
  const allTables = options.some(({ name }) => name === "all-tables");
  return line.workflow !== undefined && line.keyspace === undefined && line.words.length >= (allTables ? 2 : 3);
}

function readV1(line: ClientLine, options: readonly ScannedOption[], ignored: readonly string[]): Read | Problem {
  const [source, target, ...tables] = line.words;
  const given = [
    ...options,
    ...(source === undefined ? [] : [toTypedOption("source-keyspace", source)]),
    ...(tables.length === 0 ? [] : [toTypedOption("tables", tables.join(" "))]),
    toTypedOption("v1"),
  ];
  return readCreate({ ...line, ...(target !== undefined && { keyspace: target }) }, { words: [], options: given, ignored }, true);
}

/** Some texts say "MoveTables --SwitchTraffic", and people type it. */
function findActionAmong(options: readonly ScannedOption[]): ScannedOption | undefined {
  return options.find(({ name }) => Object.hasOwn(MOVE_TABLES_ACTIONS, name));
}

function findVerbOfAction(typed: string): Verb | undefined {
  const word = typed.toLowerCase();
  return Object.hasOwn(MOVE_TABLES_ACTIONS, word) ? MOVE_TABLES_ACTIONS[word] : undefined;
}

function withTimeout(options: readonly ScannedOption[], timeout: ScannedOption | undefined): readonly ScannedOption[] {
  return timeout === undefined ? options : [...options, timeout];
}
