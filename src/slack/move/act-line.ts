import { format } from "../../command/format.ts";
import type { Act } from "../../core/acts/acts.ts";
import type { Command } from "../../core/command.ts";
import type { MoveName } from "../../core/names.ts";

/** The command that asks for the very same act again, without `/movetables`; none for acts that are begun in another way. */
export function actLine(act: Act, name: MoveName): string | undefined {
  const command = commandOf(act, name);
  return command === undefined ? undefined : format(command).replace(/^\/movetables /, "");
}

function commandOf(act: Act, name: MoveName): Command | undefined {
  switch (act.verb) {
    case "switch":
    case "reverse":
      return { verb: act.verb, name, options: act.options, dryRun: false };
    case "complete":
      return { verb: "complete", name, options: act.options, dryRun: false, form: false };
    case "cancel":
    case "delete":
      return { verb: act.verb, name, options: act.options };
    default:
      return undefined;
  }
}
