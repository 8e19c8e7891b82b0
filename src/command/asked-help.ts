import type { Command, HelpTopic } from "../core/command.ts";
import { findOwn, verbTyped } from "./own.ts";
import { findPasted } from "./pasted.ts";
import { isProblem, type Problem } from "./refusals.ts";
import type { ScannedOption } from "./scan.ts";

/** The help command, if that is what the line asks for: `help`, `help vdiff create`, `switch --help`, or nothing at all. */
export function askedHelp(words: readonly string[], options: readonly ScannedOption[], pasted: boolean): Command | Problem | undefined {
  const [first] = words;
  const nothing = first === undefined && options.length === 0;
  if (!nothing && !isHelp(first) && !options.some(({ name }) => name === "help")) return undefined;
  const topic = topicOf(
    words.filter((word) => !isHelp(word)),
    pasted,
  );
  if (isProblem(topic)) return topic;
  return topic === undefined ? { verb: "help" } : { verb: "help", topic };
}

function isHelp(word: string | undefined): boolean {
  return word === "?" || word?.toLowerCase() === "help";
}

function topicOf(words: readonly string[], pasted: boolean): HelpTopic | undefined | Problem {
  const [first = "", second = ""] = words;
  const family = first.toLowerCase();
  if (family === "" || (pasted && second === "" && family !== "vdiff")) return undefined;
  if (family === "vdiff") return verbTyped(`vdiff ${second}`)?.verb ?? "vdiff";
  const found = pasted ? findPasted(words) : findOwn([first]);
  return isProblem(found) ? found : found.verb.verb;
}
