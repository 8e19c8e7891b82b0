import type { Button } from "@slack/types";
import type { MoveName } from "../../core/names.ts";
import type { Phase } from "../../core/state/phase.ts";
import type { Instant } from "../../core/readings.ts";
import { qualified } from "../../core/names.ts";
import { ACTIONS, commandAction } from "../actions.ts";
import { button, confirm } from "../blocks/build.ts";
import { ALARMS } from "../wording/alarms.ts";
import { CUT_OVER, type ReverseState } from "../wording/phases.ts";
import { typed } from "../text/move-name.ts";

/** Every button that runs a command on one move, each with the command that its press stands for. */
export const MOVE_BUTTONS = {
  vdiff: (name) => button("VDiff", commandAction("vdiff-create"), `vdiff create ${typed(name)}`),
  details: (name) => button("Details", commandAction("show"), `show ${typed(name)}`),
  diagnose: (name) => button("Diagnose", commandAction("diagnose"), `diagnose ${typed(name)}`),
  start: (name) => button("Start", commandAction("start"), `start ${typed(name)}`),
  stop: (name) =>
    button("Stop", commandAction("stop"), `stop ${typed(name)}`, {
      confirm: confirm(
        "Stop the workflow?",
        `${qualified(name)} stops copying and replicating until somebody starts it again. Nothing is lost.`,
        "Stop",
      ),
    }),
  rescue: (name) => button("Give writes back…", ACTIONS.rescue, `rescue ${typed(name)}`),
  switch: (name) => button("Ask for the switch", commandAction("switch"), `switch ${typed(name)}`, { style: "primary" }),
  runAgain: (name) => button("Run again", commandAction("switch"), `switch ${typed(name)}`, { style: "primary" }),
  reverse: (name) =>
    button("Ask to switch back", commandAction("reverse"), `reverse ${typed(name)}`, {
      confirm: confirm("Switch back?", `Asks to send reads and writes of ${qualified(name)} back to the source.`, "Ask"),
    }),
  rollBack: (name) =>
    button("Roll back", commandAction("reverse"), `reverse ${typed(name)}`, {
      style: "danger",
      confirm: confirm(
        "Roll back now?",
        `Reads and writes of ${qualified(name)} go back to the source at once, without a vote.`,
        "Roll back",
      ),
    }),
  complete: (name) => button("Ask to complete", commandAction("complete"), `complete ${typed(name)}`),
  unfollow: (name) => button("Unfollow", commandAction("unfollow"), `unfollow ${typed(name)}`),
} as const satisfies Record<string, (name: MoveName) => Button>;

type MoveButton = keyof typeof MOVE_BUTTONS;

const BY_PHASE = {
  planned: [],
  creating: ["details"],
  starting: ["details", "stop"],
  switching: ["details"],
  "not-started": ["start", "details"],
  "waiting-for-source": ["diagnose", "stop"],
  copying: ["details", "stop"],
  running: ["vdiff", "switch", "details", "stop"],
  lagging: ["vdiff", "diagnose", "stop"],
  stopped: ["start", "diagnose"],
  error: ["diagnose", "stop", "start"],
  "reads-switched": ["switch", "reverse", "details"],
  switched: ["reverse", "complete", "details"],
  alarm: ["rescue", "runAgain", "diagnose"],
  ended: [],
} as const satisfies Record<Phase["kind"], readonly MoveButton[]>;

/** What can be done in a phase. While the armed time of a switch lasts, switching back is one press. */
export function moveButtons(
  name: MoveName,
  phase: Phase,
  facts: { readonly rollbackUntil?: Instant; readonly now: Instant; readonly reverse: ReverseState },
): readonly Button[] {
  const isArmed = facts.rollbackUntil !== undefined && facts.now < facts.rollbackUntil;
  // Starting a stream that a switch has stopped would write old rows over new ones (vitess.md, 23.0.3 item 27).
  const isCutOver = phase.kind === "stopped" && phase.message.startsWith(CUT_OVER);
  const keys: readonly MoveButton[] = isCutOver ? BY_PHASE.alarm : BY_PHASE[phase.kind];
  const again = phase.kind !== "alarm" || ALARMS[phase.alarm].runAgain;
  const isDenied = phase.kind === "alarm" && ALARMS[phase.alarm].giveBack;
  // Without a running reverse workflow, switching writes back loses them: no button invites to it.
  const back = phase.kind !== "switched" || facts.reverse === "running";
  const offered = keys.filter((key) => (key !== "reverse" || back) && (key !== "runAgain" || again) && (key !== "rescue" || isDenied));
  return offered.map((key) => MOVE_BUTTONS[key === "reverse" && isArmed ? "rollBack" : key](name));
}
