import type { Button } from "@slack/types";
import type { MoveName } from "../../core/names.ts";
import type { Phase } from "../../core/state/phase.ts";
import { formAction } from "../actions.ts";
import { button } from "../blocks/build.ts";
import { typed } from "../text/move-name.ts";

type FormButton = "update" | "mirror" | "switch" | "complete";

const LABELS: Readonly<Record<FormButton, string>> = {
  update: "Change…",
  mirror: "Mirror reads…",
  switch: "Switch with options…",
  complete: "Complete with options…",
};

const BY_PHASE: Partial<Record<Phase["kind"], readonly FormButton[]>> = {
  "not-started": ["update"],
  copying: ["update"],
  lagging: ["update"],
  stopped: ["update"],
  error: ["update"],
  running: ["switch", "mirror", "update"],
  "reads-switched": ["switch"],
  switched: ["complete"],
};

/** What a form can do with a move in this phase, for those who look at it closely: the card has one press for what is usual. */
export function formButtons(name: MoveName, phase: Phase): readonly Button[] {
  return (BY_PHASE[phase.kind] ?? []).map((form) => button(LABELS[form], formAction(form), `${form} ${typed(name)}`));
}
