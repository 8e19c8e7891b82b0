import type { Command } from "../../core/command.ts";
import { code } from "../text/escape.ts";

type Reaches = Exclude<Command["verb"], "help" | "create-form">;

/** The receipt for a command that was recorded: only what is true at that moment, which is that Tandem begins to look. */
export function receiptFor(command: Extract<Command, { verb: Reaches }>): string {
  return "name" in command ? `Reading ${code(`${command.name.targetKeyspace}.${command.name.workflow}`)} …` : "Reading the list of moves …";
}
