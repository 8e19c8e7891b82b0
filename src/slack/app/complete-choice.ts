import type { Command } from "../../core/command.ts";
import { format } from "../../command/format.ts";
import type { CompleteOptions } from "../../core/options.ts";
import { ACTIONS, commandAction } from "../actions.ts";
import { button, section } from "../blocks/build.ts";
import type { Sendable } from "../web-api/send.ts";
import { code } from "../text/escape.ts";

type Complete = Extract<Command, { verb: "complete" }>;
type Fate = Pick<CompleteOptions, "keepData" | "renameTables">;

/** Complete never drops by surprise: three buttons, and renaming is the one that stands out. Nothing runs before two people approve. */
export function completeChoice(command: Complete): Sendable {
  const move = `${command.name.targetKeyspace}.${command.name.workflow}`;
  const ask = `What is to happen to the tables at the source when ${code(move)} is completed?`;
  return {
    text: `What is to happen to the source tables of ${move}?`,
    blocks: [
      section(`*${ask}*`, "Whatever you choose becomes a request that two people must approve. Completing ends the option to roll back."),
      {
        type: "actions",
        elements: [
          choice("Rename to _name_old", "rename", command, { renameTables: true, keepData: false }, "primary"),
          choice("Keep as they are", "keep", command, { renameTables: false, keepData: true }),
          choice("Drop them", "drop", command, { renameTables: false, keepData: false }, "danger"),
          button("More options…", ACTIONS.form, format(command)),
        ],
      },
    ],
  };
}

function choice(label: string, id: string, command: Complete, fate: Fate, style?: "primary" | "danger") {
  const line = format({ ...command, options: { ...command.options, ...fate }, form: false });
  return button(label, `${commandAction("complete")}-${id}`, line, style === undefined ? {} : { style });
}
