import type { ModalView } from "@slack/types";
import type { TypedName } from "../../core/command/command.ts";
import { qualifyName } from "../../core/vitess/names.ts";
import { FORMS } from "../actions.ts";
import { buildSection } from "../blocks/build.ts";
import { escapeName } from "../text/escape.ts";

/** Says what a stop does before it is done: a menu has no dialog of its own for one of its choices. `isFinal`: the copy cannot go on. */
export function buildStopForm(move: Pick<TypedName, "targetKeyspace" | "workflow">, isFinal: boolean, metadata: string): ModalView {
  const name = escapeName(qualifyName(move));
  const effect = isFinal
    ? `${name} copies all its tables from one snapshot. Once stopped it cannot go on: it has to be cancelled and created anew, from the first row.`
    : `${name} stops copying and replicating until somebody starts it again. Nothing is lost.`;
  return {
    type: "modal",
    callback_id: FORMS.stop,
    private_metadata: metadata,
    title: { type: "plain_text", text: isFinal ? "Stop for good?" : "Stop the workflow?" },
    submit: { type: "plain_text", text: "Stop" },
    close: { type: "plain_text", text: "Not now" },
    blocks: [buildSection(effect)],
  };
}
