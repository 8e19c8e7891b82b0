import type { Verb } from "../../core/command/command.ts";
import { findNearest } from "../words/nearest.ts";
import { findTypedVerb } from "../verbs/own.ts";
import { toProblem, type Problem } from "../words/refusals.ts";

/** Refuses an unknown action of a client, and suggests the most similar one. */
export function refuseUnknownAction(command: string, actions: Readonly<Record<string, Verb>>, typed: string): Problem {
  const [first = ""] = Object.keys(actions);
  if (typed === "") return toProblem("word-missing", { verb: command, what: `an action, such as \`${first}\`` });
  const word = `${command} ${typed}`;
  const near = findNearest(typed, Object.keys(actions));
  if (near === undefined) return toProblem("unknown-verb", { word });
  const verb = actions[near] ?? "";
  const example = (findTypedVerb(verb.replace("-", " ")) ?? findTypedVerb(verb))?.example;
  return { ...toProblem("unknown-verb", { word, near: `${command} ${near}` }), ...(example !== undefined && { example }) };
}
