import type { Verb } from "../core/command.ts";
import { nearest } from "./nearest.ts";
import { findVDiff, type Found, verbTyped } from "./own.ts";
import { problem, type Problem } from "./refusals.ts";

type Actions = Readonly<Record<string, Verb>>;

// Each command of the reference client with its actions, all in lower case.
const MOVE_TABLES: Actions = {
  create: "create",
  status: "status",
  progress: "status",
  show: "show",
  start: "start",
  stop: "stop",
  switchtraffic: "switch",
  reversetraffic: "reverse",
  complete: "complete",
  cancel: "cancel",
};
const WORKFLOW: Actions = { list: "list", show: "show", start: "start", stop: "stop" };

/** What Tandem does not do, and what to do instead where there is something. */
const NOT_YET: ReadonlyMap<string, string | undefined> = new Map([
  ["movetables mirrortraffic", undefined],
  ["workflow update", undefined],
  ["workflow delete", "`/movetables cancel target_keyspace.workflow` gives a move up"],
]);

const CLIENT = /^(?:\S*[/\\])?vtctldclient(?:\.exe)?$/i;
const LEGACY_CLIENT = /^(?:\S*[/\\])?(?:vtctlclient|vtctl)(?:\.exe|\.sh)?$/i;

/** True for a line of the older client, which is spelled differently and so must be told apart before it is scanned. */
export function isLegacy(line: readonly string[]): boolean {
  return LEGACY_CLIENT.test(line[0] ?? "");
}

/** The words after the client's own name; undefined when the line is not one of the reference client. */
export function afterClient(words: readonly string[]): readonly string[] | undefined {
  const [first = ""] = words;
  if (CLIENT.test(first)) return words.slice(1);
  // The client's name is easily left out when a line is copied. `vdiff …` is no sign: Tandem's own form starts so, too.
  return /^(?:movetables|workflow)$/i.test(first) ? words : undefined;
}

/** True when the words begin with a command of the client that Tandem reads. */
export function isKnownCommand(words: readonly string[]): boolean {
  return /^(?:movetables|workflow|vdiff)$/i.test(words[0] ?? "");
}

/** The verb of a line of the reference client. */
export function findPasted(words: readonly string[]): Found | Problem {
  const [command = "", action = "", ...rest] = words;
  switch (command.toLowerCase()) {
    case "movetables":
      return findAction(command, MOVE_TABLES, action, rest);
    case "workflow":
      return findAction(command, WORKFLOW, action, rest);
    case "vdiff":
      return findVDiff([action, ...rest].filter((word) => word !== ""));
    case "":
      return problem("verb-missing", {});
    default:
      return problem("verb-not-yet", { word: command, instead: "it knows `MoveTables`, `Workflow` and `VDiff`" });
  }
}

function findAction(command: string, actions: Actions, action: string, rest: readonly string[]): Found | Problem {
  const word = action.toLowerCase();
  const full = `${command} ${action}`.trim();
  const verb = Object.hasOwn(actions, word) ? verbTyped(actions[word] ?? "") : undefined;
  if (verb !== undefined) return { verb, words: rest };
  const key = `${command.toLowerCase()} ${word}`;
  if (NOT_YET.has(key)) return problem("verb-not-yet", { word: full, instead: NOT_YET.get(key) });
  const near = nearest(word, Object.keys(actions));
  if (near === undefined) return problem("unknown-verb", { word: full });
  const example = verbTyped(actions[near] ?? "")?.example;
  return { ...problem("unknown-verb", { word: full, near: `${command} ${near}` }), ...(example !== undefined && { example }) };
}
