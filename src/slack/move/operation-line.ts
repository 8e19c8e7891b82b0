import { format } from "../../command/format.ts";
import type { Command } from "../../core/command/command.ts";
import type { Operation } from "../../core/announce/entries.ts";
import type { MoveName } from "../../core/vitess/names.ts";

/** The command that requests exactly the same again, without `/movetables`; undefined if no command does. */
export function formatOperationLine(operation: Operation, name: MoveName): string | undefined {
  const command = toOperationCommand(operation, name);
  return command === undefined ? undefined : format(command).replace(/^\/movetables /, "");
}

function toOperationCommand(operation: Operation, name: MoveName): Command | undefined {
  switch (operation.verb) {
    case "switch":
    case "reverse":
      return { verb: operation.verb, name, options: operation.options, dryRun: false };
    case "complete":
      return { verb: "complete", name, options: operation.options, dryRun: false, form: false };
    case "cancel":
    case "delete":
      return { verb: operation.verb, name, options: operation.options };
    default:
      return undefined;
  }
}
