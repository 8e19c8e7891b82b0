import type { Verb } from "../../core/command/command.ts";
import { findNearest } from "../words/nearest.ts";
import type { Problem } from "../words/refusals.ts";
import { refuseUnknownAction } from "./actions.ts";
import { type ClientLine, type Read, readAs } from "./line.ts";

const WORKFLOW_ACTIONS: Readonly<Record<string, Verb>> = {
  list: "list",
  listall: "list",
  show: "show",
  start: "start",
  stop: "stop",
  update: "update",
  delete: "delete",
};

/** Workflow: `<action>` with options, or `keyspace[.workflow] <action>`; some pages have the two words in the other order. */
export function readWorkflow(line: ClientLine): Read | Problem {
  const [first = "", second = "", ...rest] = line.words;
  const behind = findWorkflowAction(second);
  if (behind !== undefined) return readAction(line, behind, [first, ...rest]);
  const ahead = findWorkflowAction(first);
  if (ahead !== undefined) return readAction(line, ahead, line.words.slice(1));
  // A single word that resembles no action can only be a name.
  const isName = second === "" && findNearest(first, Object.keys(WORKFLOW_ACTIONS)) === undefined;
  return refuseUnknownAction(line.command, WORKFLOW_ACTIONS, isName ? "" : second || first);
}

function readAction(line: ClientLine, verb: Verb, words: readonly string[]): Read | Problem {
  // For listall only the keyspace counts: some recordings give it a workflow's name too.
  const keyspaces = verb === "list" ? words.map((word) => word.replace(/\..*$/, "")) : words;
  return readAs(verb, line, { words: keyspaces });
}

function findWorkflowAction(typed: string): Verb | undefined {
  const word = typed.toLowerCase();
  return Object.hasOwn(WORKFLOW_ACTIONS, word) ? WORKFLOW_ACTIONS[word] : undefined;
}
