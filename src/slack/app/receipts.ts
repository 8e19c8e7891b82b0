import type { Command, Understood } from "../../core/command.ts";
import { code, escape } from "../text/escape.ts";

type Reaches = Exclude<Command["verb"], "help" | "form">;

/** A command that is carried out, and what was understood beside it. */
export type Recorded = Pick<Understood, "ignored" | "said"> & { readonly command: Extract<Command, { verb: Reaches }> };

/**
 * The receipt for a command that was recorded: only what is true at that moment, which is that Tandem begins to look, what of the line
 * changes nothing here, and what stands for a file.
 */
export function receiptFor({ command, ignored, said }: Recorded): string {
  const changesNothing = ignored.length === 0 ? [] : [`Changes nothing here: ${ignored.map((part) => code(part, 60)).join(", ")}`];
  return [`${looksAt(command)} …`, ...changesNothing, ...(said === undefined ? [] : [escape(said)])].join("\n");
}

function looksAt(command: Recorded["command"]): string {
  if ("name" in command && command.name !== undefined) return `Reading ${code(`${command.name.targetKeyspace}.${command.name.workflow}`)}`;
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
    case "explain":
      return "Looking it up";
    default:
      return "keyspace" in command && command.keyspace !== undefined ? `Reading ${code(command.keyspace)}` : "Reading the list of moves";
  }
}
