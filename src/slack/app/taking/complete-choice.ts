import type { Command } from "../../../core/command/command.ts";
import { format } from "../../../command/format.ts";
import type { CompleteOptions } from "../../../core/options/options.ts";
import { ACTIONS, toCommandAction } from "../../actions.ts";
import { buildButton, buildSection } from "../../blocks/build.ts";
import type { Sendable } from "../../web-api/send.ts";
import { markCode } from "../../text/escape.ts";

type Complete = Extract<Command, { verb: "complete" }>;

/** What happens to the source tables, and the button that chooses it. */
interface Fate extends Pick<CompleteOptions, "keepData" | "renameTables"> {
  readonly id: string;
  readonly style?: "primary" | "danger";
}

/** Offers three buttons so that Complete drops nothing by surprise; renaming is highlighted. Two people approve before anything runs. */
export function completeChoice(command: Complete): Sendable {
  const move = `${command.name.targetKeyspace}.${command.name.workflow}`;
  const ask = `What is to happen to the tables at the source when ${markCode(move)} is completed?`;
  return {
    text: `What is to happen to the source tables of ${move}?`,
    blocks: [
      buildSection(
        `*${ask}*`,
        "Whatever you choose becomes a request that two people must approve. Completing ends the option to roll back.",
      ),
      {
        type: "actions",
        elements: [
          buildChoiceButton(command, "Rename to _name_old", { id: "rename", renameTables: true, keepData: false, style: "primary" }),
          buildChoiceButton(command, "Keep as they are", { id: "keep", renameTables: false, keepData: true }),
          buildChoiceButton(command, "Drop them", { id: "drop", renameTables: false, keepData: false, style: "danger" }),
          buildButton("More options…", ACTIONS.form, format(command)),
        ],
      },
    ],
  };
}

function buildChoiceButton(command: Complete, label: string, { id, style, ...fate }: Fate) {
  const line = format({ ...command, options: { ...command.options, ...fate }, form: false });
  return buildButton(label, `${toCommandAction("complete")}-${id}`, line, style === undefined ? {} : { style });
}
