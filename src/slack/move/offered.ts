import type { ActionsBlockElement, Button } from "@slack/types";
import type { Block } from "../blocks/block.ts";
import { findRollbackDeadline } from "../../core/move/moves.ts";
import { type MoveName, qualifyName } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { ButtonKey } from "../../core/situation/press.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { toCommandAction } from "../actions.ts";
import { MOVE_BUTTONS } from "./buttons.ts";

/** Buttons that expire. Those that only read, or work at any time, stay. */
const PASSING_BUTTONS = [
  "callOff",
  "complete",
  "rescue",
  "serveRules",
  "reverse",
  "reverseAgain",
  "reverseReads",
  "rollBack",
  "rollBackReads",
  "start",
  "switch",
  "switchAgain",
  "switchReads",
] as const satisfies readonly ButtonKey[];
type Passing = (typeof PASSING_BUTTONS)[number];

/** A command with options of its own expires like these buttons. */
const BY_VERB: ReadonlyMap<string, readonly Passing[]> = new Map([
  [toCommandAction("complete"), ["complete"]],
  [toCommandAction("reverse"), ["reverse", "reverseAgain", "reverseReads"]],
  [toCommandAction("start"), ["start"]],
  [toCommandAction("switch"), ["switch", "switchAgain", "switchReads"]],
]);

/** Removes expired buttons from a message; returns the same list if there is none. `since`: the moment that the message describes. */
export function withoutPast(blocks: readonly Block[], situation: Situation, since: Instant): readonly Block[] {
  const left = blocks.map((block) => {
    if (block.type !== "actions") return block;
    const elements = block.elements.filter((one) => !isButton(one) || isOffered(one, situation, since));
    return elements.length === block.elements.length ? block : { ...block, elements };
  });
  const isWhole = left.every((block, index) => block === blocks[index]);
  return isWhole ? blocks : left.filter((block) => block.type !== "actions" || block.elements.length > 0);
}

/** True if a message has a button that can expire. */
export function hasPassing(blocks: readonly Block[], name: MoveName): boolean {
  return blocks.some(
    (block) => block.type === "actions" && block.elements.some((one) => isButton(one) && listPassingKeys(one, name).length > 0),
  );
}

function isButton(element: ActionsBlockElement): element is Button {
  return element.type === "button";
}

/**
 * True if the situation still offers what a button does. A reading from before the message, a reading that failed and an open request all
 * leave the button alone: they are temporary, and a removed button does not come back.
 */
export function isOffered(button: Button, situation: Situation, since: Instant): boolean {
  const { known, waiting, unreadable, buttons, alarm, phase, now } = situation;
  const { move, reading } = known;
  const keys = listPassingKeys(button, move.name);
  if (keys.length === 0) return true;
  if (move.state.kind === "ended") return false;
  if (keys.some((key) => buttons.some((one) => one.key === key))) return true;
  if (waiting !== undefined && waiting.kind !== "votes") return false;
  if (waiting !== undefined || unreadable !== undefined || reading === undefined || reading.at <= since) return true;
  // A reverse stream may briefly read Error after a switch, which is not an alarm yet (docs/facts/switch-traffic.md#brief-error).
  return keys.includes("rollBack") && phase.kind === "switched" && alarm === undefined && now < (findRollbackDeadline(move) ?? 0);
}

/** The buttons of a situation that this one corresponds to; empty if it never expires. */
function listPassingKeys(button: Button, name: MoveName): readonly Passing[] {
  if (!(button.value ?? "").includes(qualifyName(name))) return [];
  const own = PASSING_BUTTONS.filter((key) => isSameButton(button, MOVE_BUTTONS[key](name)));
  return own.length > 0 ? own : (BY_VERB.get(button.action_id ?? "") ?? []);
}

function isSameButton(one: Button, other: Button): boolean {
  return one.action_id === other.action_id && one.value === other.value && one.text.text === other.text.text;
}
