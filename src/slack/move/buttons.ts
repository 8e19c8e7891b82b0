import type { Button } from "@slack/types";
import { type MoveName, qualifyName } from "../../core/vitess/names.ts";
import { READ_TYPES } from "../../core/options/options.ts";
import type { ButtonKey } from "../../core/situation/press.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { ACTIONS, commandAction } from "../actions.ts";
import { button, confirmDialog } from "../blocks/build.ts";
import { typedName } from "../text/move-name.ts";
import { readsNamed } from "../wording/reads-left.ts";
import type { TabletType } from "../../core/options/kinds.ts";

/** Every button about one move that a situation can offer, with the command behind it; and the one that unfollows the move. */
export const MOVE_BUTTONS = {
  vdiff: (name) => button("VDiff", commandAction("vdiff-create"), `vdiff create ${typedName(name)}`),
  details: (name) => button("Details", commandAction("show"), `show ${typedName(name)}`),
  diagnose: (name) => button("Diagnose", commandAction("diagnose"), `diagnose ${typedName(name)}`),
  start: (name) => button("Start", commandAction("start"), `start ${typedName(name)}`),
  stop: (name) =>
    button("Stop", commandAction("stop"), `stop ${typedName(name)}`, {
      confirm: confirmDialog(
        "Stop the workflow?",
        `${qualifyName(name)} stops copying and replicating until somebody starts it again. Nothing is lost.`,
        "Stop",
      ),
    }),
  stopForGood: (name) =>
    button("Stop", commandAction("stop"), `stop ${typedName(name)}`, {
      confirm: confirmDialog(
        "Stop the copy for good?",
        `${qualifyName(name)} copies all its tables from one snapshot. Once stopped it cannot go on: it has to be cancelled and created anew, from the first row.`,
        "Stop",
      ),
    }),
  rescue: (name) => button("Unblock writes…", ACTIONS.rescue, `rescue ${typedName(name)}`),
  serveRules: (name) => button("Serve the saved rules…", ACTIONS.rescue, `rescue ${typedName(name)}`),
  switch: (name) => button("Ask for the switch", commandAction("switch"), `switch ${typedName(name)}`),
  switchAgain: (name) => button("Run again", commandAction("switch"), `switch ${typedName(name)}`),
  reverse: (name) =>
    button("Ask to switch back", commandAction("reverse"), `reverse ${typedName(name)}`, {
      confirm: confirmDialog("Switch back?", `Asks to send reads and writes of ${qualifyName(name)} back to the source.`, "Ask"),
    }),
  reverseAgain: (name) =>
    button("Run again", commandAction("reverse"), `reverse ${typedName(name)}`, {
      confirm: confirmDialog(
        "Switch back again?",
        `Asks for the same ReverseTraffic of ${qualifyName(name)} again, to bring it to its end.`,
        "Ask",
      ),
    }),
  reverseReads: (name) =>
    button("Ask to switch reads back", commandAction("reverse"), `reverse ${typedName(name)} --tablet-types=REPLICA,RDONLY`, {
      confirm: confirmDialog("Switch the reads back?", `Asks to send the reads of ${qualifyName(name)} back to the source.`, "Ask"),
    }),
  switchReads: (name, readsLeft = READ_TYPES) =>
    button(
      `Ask to switch ${readsNamed(readsLeft)}`,
      commandAction("switch"),
      `switch ${typedName(name)} --tablet-types=${readsLeft.join(",")}`,
    ),
  rollBack: (name) =>
    button("Roll back", commandAction("reverse"), `reverse ${typedName(name)}`, {
      style: "danger",
      confirm: confirmDialog(
        "Roll back now?",
        `Reads and writes of ${qualifyName(name)} go back to the source at once, without a vote.`,
        "Roll back",
      ),
    }),
  rollBackReads: (name) =>
    button("Roll back reads", commandAction("reverse"), `reverse ${typedName(name)} --tablet-types=REPLICA,RDONLY`, {
      style: "danger",
      confirm: confirmDialog(
        "Roll back the reads now?",
        `Reads of ${qualifyName(name)} go back to the source at once, without a vote, and the writes are not switched.`,
        "Roll back reads",
      ),
    }),
  callOff: (name) => button("Call off…", ACTIONS.callOff, typedName(name), { says: `Call off what is going on with ${qualifyName(name)}` }),
  complete: (name) => button("Ask to complete", commandAction("complete"), `complete ${typedName(name)}`),
  unfollow: (name) => button("Unfollow", commandAction("unfollow"), `unfollow ${typedName(name)}`),
} as const satisfies Record<ButtonKey | "stopForGood" | "unfollow", (name: MoveName, readsLeft?: readonly TabletType[]) => Button>;

/** The buttons that a situation offers, in its order. The one for the recommended next step is green. */
export function situationButtons({ buttons, known, readsLeft, stopIsFinal }: Situation): readonly Button[] {
  return buttons.map(({ key, primary }) => {
    const made: Button = MOVE_BUTTONS[key === "stop" && stopIsFinal ? "stopForGood" : key](known.move.name, readsLeft);
    return primary ? { ...made, style: "primary" } : made;
  });
}
