import type { Command, HelpTopic } from "../core/command/command.ts";
import { findOwn, isFamily, findTypedVerb } from "./verbs/own.ts";
import { isClientCommand, readVerbOfLine } from "./pasted/commands.ts";
import type { ClientLine } from "./pasted/line.ts";
import { isProblem, type Problem } from "./words/refusals.ts";
import type { ScannedOption } from "./words/scan.ts";
import type { AnyVerb } from "./verbs/verb.ts";

/** The help command, if the line asks for help: `help`, `help vdiff create`, `switch --help`, or an empty line. */
export function readHelp(
  words: readonly string[],
  options: readonly ScannedOption[],
  line: ClientLine | undefined,
): Command | Problem | undefined {
  const [first] = words;
  const nothing = first === undefined && options.length === 0;
  if (!nothing && !isHelp(first) && !options.some(({ name }) => name === "help")) return undefined;
  const topic = parseHelpTopic(
    words.filter((word) => !isHelp(word)),
    line,
  );
  if (isProblem(topic)) return topic;
  return topic === undefined ? { verb: "help" } : { verb: "help", topic };
}

function isHelp(word: string | undefined): boolean {
  return word === "?" || word?.toLowerCase() === "help";
}

function parseHelpTopic(words: readonly string[], line: ClientLine | undefined): HelpTopic | undefined | Problem {
  const [first = "", second = ""] = words;
  const family = first.toLowerCase();
  if (family === "" || family === "more") return family === "" ? undefined : "more";
  if (isFamily(family)) return findTypedVerb(`${family} ${second}`)?.verb ?? family;
  if (line === undefined) {
    const found = findTypedVerb(`${first} ${second}`) ?? findVerbOfWord(first);
    return isProblem(found) ? found : found.verb;
  }
  // `MoveTables --help` names no verb yet.
  const command = words.length > 1 || SINGLE.test(first) ? readVerbOfLine({ ...line, command: first, words: words.slice(1) }) : undefined;
  if (command === undefined || !isProblem(command)) return command?.verb;
  return isClientCommand(first) ? undefined : command;
}

function findVerbOfWord(word: string): AnyVerb | Problem {
  const found = findOwn([word]);
  return isProblem(found) ? found : found.verb;
}

const SINGLE = /^(?:switch|drop|get|apply|update|validate)/i;
