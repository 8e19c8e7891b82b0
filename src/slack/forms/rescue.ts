import type { ModalView } from "@slack/types";
import { format } from "../../command/format.ts";
import type { TypedName } from "../../core/command/command.ts";
import { qualifyName } from "../../core/vitess/names.ts";
import { FORMS } from "../actions.ts";
import { buildSection } from "../blocks/build.ts";
import { type FormValues, type ReadForm, buildTextField, readField } from "../blocks/fields.ts";
import { markCode } from "../text/escape.ts";

const NAME_BLOCK = "rescue-name";

/** Makes people type the workflow's name: one person alone can unblock writes, and nobody should by accident. */
export function buildRescueForm(move: Pick<TypedName, "targetKeyspace" | "workflow">, metadata: string): ModalView {
  return {
    type: "modal",
    callback_id: FORMS.rescue,
    private_metadata: metadata,
    title: { type: "plain_text", text: "Unblock writes" },
    submit: { type: "plain_text", text: "Unblock writes" },
    close: { type: "plain_text", text: "Not now" },
    blocks: [
      buildSection(
        `*${markCode(qualifyName(move))}*`,
        "Takes its tables off the list of denied tables on the side that routing leads to, and has the tablets read that list, so that applications can write there again. Where the saved routing rules are not served, it has every cell serve them instead.",
        "First Tandem checks which of the two it is, and that it lets applications write; if that is not certain, it changes nothing and says why.",
        "Nobody votes on this; it is recorded under your name.",
      ),
      buildTextField(NAME_BLOCK, { label: "Type the workflow's name", placeholder: move.workflow, max: 150 }),
    ],
  };
}

/** Reads the command, or reports that another name was typed. */
export function readRescueForm(values: FormValues, move: TypedName): ReadForm<{ readonly command: string }> {
  const typed = readField(values, NAME_BLOCK);
  if (typed !== move.workflow) return { kind: "errors", errors: { [NAME_BLOCK]: `This is not its name: type ${move.workflow}.` } };
  return { kind: "read", command: format({ verb: "rescue", name: move, confirm: typed }) };
}
