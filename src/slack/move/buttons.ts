import type { Button } from "@slack/types";
import { type MoveName, qualifyName } from "../../core/vitess/names.ts";
import { READ_TYPES } from "../../core/options/options.ts";
import type { ButtonKey } from "../../core/situation/press.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { ACTIONS, toCommandAction } from "../actions.ts";
import { buildButton, buildMenu, type CardElement, confirmDialog } from "../blocks/build.ts";
import { formatTypedName } from "../text/move-name.ts";
import { nameReads } from "../wording/reads-left.ts";
import type { TabletType } from "../../core/options/kinds.ts";

/** Every button about one move that a situation can offer, with the command behind it; and the one that unfollows the move. */
export const MOVE_BUTTONS = {
  vdiff: (name) => buildButton("Run VDiff", toCommandAction("vdiff-create"), `vdiff create ${formatTypedName(name)}`),
  details: (name) => buildButton("Details", toCommandAction("show"), `show ${formatTypedName(name)}`),
  diagnose: (name) => buildButton("Diagnose", toCommandAction("diagnose"), `diagnose ${formatTypedName(name)}`),
  start: (name) => buildButton("Start", toCommandAction("start"), `start ${formatTypedName(name)}`),
  stop: (name) =>
    buildButton("Stop", toCommandAction("stop"), `stop ${formatTypedName(name)}`, {
      confirm: confirmDialog(
        "Stop the workflow?",
        `${qualifyName(name)} stops copying and replicating until somebody starts it again. Nothing is lost.`,
        "Stop",
      ),
    }),
  stopForGood: (name) =>
    buildButton("Stop", toCommandAction("stop"), `stop ${formatTypedName(name)}`, {
      confirm: confirmDialog(
        "Stop the copy for good?",
        `${qualifyName(name)} copies all its tables from one snapshot. Once stopped it cannot go on: it has to be cancelled and created anew, from the first row.`,
        "Stop",
      ),
    }),
  rescue: (name) => buildButton("Unblock writes…", ACTIONS.rescue, `rescue ${formatTypedName(name)}`),
  serveRules: (name) => buildButton("Serve the saved rules…", ACTIONS.rescue, `rescue ${formatTypedName(name)}`),
  switch: (name) => buildButton("Request switch", toCommandAction("switch"), `switch ${formatTypedName(name)}`),
  switchAgain: (name) => buildButton("Run again", toCommandAction("switch"), `switch ${formatTypedName(name)}`),
  reverse: (name) =>
    buildButton("Request rollback", toCommandAction("reverse"), `reverse ${formatTypedName(name)}`, {
      confirm: confirmDialog(
        "Request a rollback?",
        `Two people are asked to send reads and writes of ${qualifyName(name)} back to the source.`,
        "Request",
      ),
    }),
  reverseAgain: (name) =>
    buildButton("Run again", toCommandAction("reverse"), `reverse ${formatTypedName(name)}`, {
      confirm: confirmDialog(
        "Request the rollback again?",
        `Two people are asked for the same ReverseTraffic of ${qualifyName(name)} again, to bring it to its end.`,
        "Request",
      ),
    }),
  reverseReads: (name) =>
    buildButton("Request rollback of reads", toCommandAction("reverse"), `reverse ${formatTypedName(name)} --tablet-types=REPLICA,RDONLY`, {
      confirm: confirmDialog(
        "Request a rollback of the reads?",
        `Two people are asked to send the reads of ${qualifyName(name)} back to the source.`,
        "Request",
      ),
    }),
  switchReads: (name, readsLeft = READ_TYPES) =>
    buildButton(
      `Request switch of ${nameReads(readsLeft)}`,
      toCommandAction("switch"),
      `switch ${formatTypedName(name)} --tablet-types=${readsLeft.join(",")}`,
    ),
  rollBack: (name) =>
    buildButton("Roll back", toCommandAction("reverse"), `reverse ${formatTypedName(name)}`, {
      style: "danger",
      confirm: confirmDialog(
        "Roll back now?",
        `Reads and writes of ${qualifyName(name)} go back to the source at once, without a vote.`,
        "Roll back",
      ),
    }),
  rollBackReads: (name) =>
    buildButton("Roll back reads", toCommandAction("reverse"), `reverse ${formatTypedName(name)} --tablet-types=REPLICA,RDONLY`, {
      style: "danger",
      confirm: confirmDialog(
        "Roll back the reads now?",
        `Reads of ${qualifyName(name)} go back to the source at once, without a vote, and the writes are not switched.`,
        "Roll back reads",
      ),
    }),
  callOff: (name) =>
    buildButton("Call off…", ACTIONS.callOff, formatTypedName(name), { says: `Call off what is going on with ${qualifyName(name)}` }),
  complete: (name) => buildButton("Request complete", toCommandAction("complete"), `complete ${formatTypedName(name)}`),
  unfollow: (name) => buildButton("Unfollow", toCommandAction("unfollow"), `unfollow ${formatTypedName(name)}`),
} as const satisfies Record<ButtonKey | "stopForGood" | "unfollow", (name: MoveName, readsLeft?: readonly TabletType[]) => Button>;

/** The buttons that a situation offers, in its order. The one for the recommended next step is green. */
export function buildSituationButtons({ buttons, known, readsLeft, stopIsFinal }: Situation): readonly Button[] {
  return buttons.map(({ key, primary }) => {
    const made: Button = MOVE_BUTTONS[key === "stop" && stopIsFinal ? "stopForGood" : key](known.move.name, readsLeft);
    return primary ? { ...made, style: "primary" } : made;
  });
}

/** The same for a card, which keeps Stop and one more rare action in a menu; as buttons where a name is too long for a menu. */
export function buildCardElements(situation: Situation): readonly CardElement[] {
  const { buttons, known, stopIsFinal } = situation;
  const all = buildSituationButtons(situation);
  const { name } = known.move;
  const command = formatTypedName(name);
  // Whichever of the two is not a button of its own.
  const second = buttons.some(({ key }) => key === "diagnose")
    ? { label: "Details", value: `show ${command}` }
    : { label: "Diagnose", value: `diagnose ${command}` };
  const menu = buildMenu(stopIsFinal ? ACTIONS.menuFinal : ACTIONS.menu, [{ label: "Stop…", value: `stop ${command}` }, second]);
  const stop = buttons.findIndex(({ key }) => key === "stop");
  return stop === -1 || menu === undefined ? all : [...all.filter((_, at) => at !== stop), menu];
}
