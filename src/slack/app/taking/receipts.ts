import type { Command } from "../../../core/command/command.ts";
import { markCode } from "../../text/escape.ts";

/** A command that Tandem carries out. */
type Recorded = Extract<Command, { verb: Exclude<Command["verb"], "help" | "form" | "explain"> }>;

/** Says what Tandem starts to look at, which is all that is certain while a command waits. */
export function sayLooksAt(command: Recorded): string {
  if ("name" in command && command.name !== undefined)
    return `Reading ${markCode(`${command.name.targetKeyspace}.${command.name.workflow}`)}`;
  switch (command.verb) {
    case "rules-get":
    case "rules-save":
    case "rules-diff":
    case "rules-restore":
      return "Reading the routing rules";
    case "keyspaces":
      return "Reading the keyspaces";
    case "clusters":
      return "Reading the clusters";
    default:
      return "keyspace" in command && command.keyspace !== undefined
        ? `Reading ${markCode(command.keyspace)}`
        : "Reading the list of moves";
  }
}
