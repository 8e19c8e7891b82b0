import { format } from "../../command/format.ts";
import type { Command } from "../../core/command/command.ts";
import type { Operation } from "../../core/announce/entries.ts";
import type { MoveName } from "../../core/vitess/names.ts";

/** The command that requests exactly the same again, without `/movetables`; undefined if no command does. */
export function operationLine(deed: Operation, name: MoveName): string | undefined {
  const command = commandOf(deed, name);
  return command === undefined ? undefined : format(command).replace(/^\/movetables /, "");
}

function commandOf(deed: Operation, name: MoveName): Command | undefined {
  switch (deed.verb) {
    case "switch":
    case "reverse":
      return { verb: deed.verb, name, options: deed.options, dryRun: false };
    case "complete":
      return { verb: "complete", name, options: deed.options, dryRun: false, form: false };
    case "cancel":
    case "delete":
      return { verb: deed.verb, name, options: deed.options };
    default:
      return undefined;
  }
}
