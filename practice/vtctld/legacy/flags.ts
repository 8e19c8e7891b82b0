import { VtctldError } from "../cluster/errors.ts";
import type { EventLog } from "./event-log.ts";
import { parseGoDuration } from "./go-duration.ts";

/** What a flag takes. */
export type FlagKind = "bool" | "text" | "duration" | "number";

/** The flags of a command by name. */
export type FlagSpecs = Readonly<Record<string, FlagKind>>;

/** A command's arguments, parsed. */
export interface Flags {
  positionals: string[];
  has(name: string): boolean;
  bool(name: string, absent: boolean): boolean;
  text(name: string, absent?: string): string;
  milliseconds(name: string, absent: number): number;
  number(name: string, absent: number): number;
}

/**
 * The release from which on pflag reads the flags: double dashes only, anywhere in the line. Before, Go's `flag`: one or two dashes, before
 * positionals.
 */
const pflagSince = 15;

/** Parses a line as this version does. What the command prints before it ends in an error goes into the log. */
export function parseFlags(version: number, specs: FlagSpecs, args: readonly string[], log: EventLog): Flags {
  const parser = version >= pflagSince ? pflag : goFlag;
  const values = new Map<string, string>();
  const positionals: string[] = [];
  const fail = (text: string): never => {
    log.print(`${text}\n`);
    throw new VtctldError(text);
  };
  const rest = [...args];
  while (rest.length > 0) {
    const arg = rest.shift() ?? "";
    if (arg === "--") break;
    if (!arg.startsWith("-") || arg === "-") {
      positionals.push(arg);
      // Go's flag stops at the first positional argument: everything after it is positional, dashes or not.
      if (!parser.interspersed) break;
      continue;
    }
    const [name, inline] = parser.nameOf(arg, fail);
    if (name === "h" || name === "help") throw new VtctldError(parser.help);
    const kind = specs[name] ?? fail(parser.unknown(name));
    const value = inline ?? (kind === "bool" ? "true" : rest.shift());
    if (value === undefined) fail(parser.needsValue(name));
    else {
      if (!isValid(kind, value)) fail(parser.invalid(name, kind, value));
      values.set(name, value);
    }
  }
  positionals.push(...rest);
  return {
    positionals,
    has: (name) => values.has(name),
    bool: (name, absent) => trueTexts.has(values.get(name) ?? String(absent)),
    text: (name, absent = "") => values.get(name) ?? absent,
    milliseconds(name, absent) {
      const value = values.get(name);
      return value === undefined ? absent : (parseGoDuration(value) ?? absent);
    },
    number: (name, absent) => Number(values.get(name) ?? absent),
  };
}

const trueTexts: ReadonlySet<string> = new Set(["1", "t", "T", "true", "TRUE", "True"]);
const falseTexts: ReadonlySet<string> = new Set(["0", "f", "F", "false", "FALSE", "False"]);

function isValid(kind: FlagKind, value: string): boolean {
  if (kind === "bool") return trueTexts.has(value) || falseTexts.has(value);
  if (kind === "duration") return parseGoDuration(value) !== undefined;
  return kind === "text" || /^-?\d+$/.test(value);
}

interface Parser {
  interspersed: boolean;
  help: string;
  nameOf(arg: string, fail: (text: string) => never): [name: string, value: string | undefined];
  unknown(name: string): string;
  needsValue(name: string): string;
  invalid(name: string, kind: FlagKind, value: string): string;
}

function split(flag: string): [name: string, value: string | undefined] {
  const at = flag.indexOf("=");
  return at < 0 ? [flag, undefined] : [flag.slice(0, at), flag.slice(at + 1)];
}

const goFlag: Parser = {
  interspersed: false,
  help: "flag: help requested",
  nameOf(arg, fail) {
    const bare = arg.startsWith("--") ? arg.slice(2) : arg.slice(1);
    return bare === "" || bare.startsWith("-") || bare.startsWith("=") ? fail(`bad flag syntax: ${arg}`) : split(bare);
  },
  unknown: (name) => `flag provided but not defined: -${name}`,
  needsValue: (name) => `flag needs an argument: -${name}`,
  invalid: (name, kind, value) =>
    kind === "bool"
      ? `invalid boolean value "${value}" for -${name}: parse error`
      : `invalid value "${value}" for flag -${name}: parse error`,
};

const pflag: Parser = {
  interspersed: true,
  help: "pflag: help requested",
  nameOf(arg, fail) {
    if (arg === "-h") return ["h", undefined];
    return arg.startsWith("--") ? split(arg.slice(2)) : fail(`unknown shorthand flag: '${arg.slice(1, 2)}' in ${arg}`);
  },
  unknown: (name) => `unknown flag: --${name}`,
  needsValue: (name) => `flag needs an argument: --${name}`,
  invalid(name, kind, value) {
    const reasons: Readonly<Record<FlagKind, string>> = {
      bool: `strconv.ParseBool: parsing "${value}": invalid syntax`,
      duration: /^-?[\d.]+$/.test(value) ? `time: missing unit in duration "${value}"` : `time: invalid duration "${value}"`,
      number: `strconv.ParseInt: parsing "${value}": invalid syntax`,
      text: "",
    };
    return `invalid argument "${value}" for "--${name}" flag: ${reasons[kind]}`;
  },
};
