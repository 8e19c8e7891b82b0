import type { Button } from "@slack/types";
import { findUpdateRefusal } from "../../core/operation/outcome/start-stop.ts";
import type { ButtonKey } from "../../core/situation/press.ts";
import type { Phase } from "../../core/situation/phase.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { toFormAction } from "../actions.ts";
import { buildButton } from "../blocks/build.ts";
import { formatTypedName } from "../text/move-name.ts";

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

/** These forms request the same as their button on the card, with options. */
const WITH_OPTIONS: Partial<Record<FormButton, ButtonKey>> = { switch: "switch", complete: "complete" };

/** The forms that fit a move now, for its detailed view: the card has a single button for the usual case. */
export function buildFormButtons({ phase, waiting, alarm, unreadable, buttons, known }: Situation): readonly Button[] {
  if (waiting !== undefined || alarm !== undefined || unreadable !== undefined) return [];
  const { reading } = known;
  const isOffered = (form: FormButton): boolean => {
    const key = WITH_OPTIONS[form];
    if (form === "update") return reading === undefined || findUpdateRefusal(reading) === undefined;
    return key === undefined || buttons.some((one) => one.key === key);
  };
  const { name } = known.move;
  return (BY_PHASE[phase.kind] ?? [])
    .filter(isOffered)
    .map((form) => buildButton(LABELS[form], toFormAction(form), `${form} ${formatTypedName(name)}`));
}
