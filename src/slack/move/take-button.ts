import type { ActionsBlockElement, Button } from "@slack/types";
import { findNamedAlarm, type RaisedAlarm } from "../../core/move/raised.ts";
import { findFollowed } from "../../core/move/moves.ts";
import { type MoveName, moveId, parseMoveId } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { ACTIONS } from "../actions.ts";
import type { Block } from "../blocks/block.ts";
import { buildButton, buildContext } from "../blocks/build.ts";
import { type Names, namePerson } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";

/** An alarm as a button names it. */
export interface NamedAlarm {
  readonly move: MoveName;
  readonly cause: string;
  readonly raisedAt: Instant;
}

/** *I have it*: says who looks after an alarm, so that nobody else is called again. */
export function buildTakeButton({ move, cause, raisedAt }: NamedAlarm): Button {
  return buildButton("I have it", ACTIONS.takeAlarm, `${cause} ${raisedAt} ${moveId(move)}`);
}

/** The alarm that a press names; undefined if this version did not write the button. */
export function readTakeButton(value: string): NamedAlarm | undefined {
  const [, cause = "", raisedAt = "", id = ""] = /^(\S+) (\d+) (.+)$/.exec(value) ?? [];
  const move = parseMoveId(id);
  return move === undefined ? undefined : { move, cause, raisedAt: Number(raisedAt) };
}

/** Says who has an alarm, since when. */
export function sayWhoHas(takenBy: NonNullable<RaisedAlarm["takenBy"]>, now: Instant, names?: Names): string {
  return `${namePerson(takenBy.by, names)} has had it since ${formatMoment(takenBy.at, now)}.`;
}

/** Replaces *I have it* by the name of whoever has it, and removes it once the alarm is over; returns the same list if nothing changes. */
export function settleTakeButtons(blocks: readonly Block[], { known, now }: Situation, names?: Names): readonly Block[] {
  const open = findFollowed(known.move)?.alarms ?? [];
  let changed = false;
  const settled = blocks.flatMap((block): readonly Block[] => {
    const named = block.type === "actions" ? block.elements.map(findTaken) : [];
    const about = named.find((one) => one !== undefined);
    if (block.type !== "actions" || about === undefined) return [block];
    const alarm = findNamedAlarm(about, open, known.clusterAlarms);
    if (alarm !== undefined && alarm.takenBy === undefined) return [block];
    changed = true;
    const elements = block.elements.filter((_, index) => named[index] === undefined);
    return [
      ...(alarm?.takenBy === undefined ? [] : [buildContext(sayWhoHas(alarm.takenBy, now, names))]),
      ...(elements.length === 0 ? [] : [{ ...block, elements }]),
    ];
  });
  return changed ? settled : blocks;
}

/** True if a message asks who has an alarm. */
export function hasTakeButton(blocks: readonly Block[]): boolean {
  return blocks.some((block) => block.type === "actions" && block.elements.some((one) => findTaken(one) !== undefined));
}

function findTaken(element: ActionsBlockElement): NamedAlarm | undefined {
  return element.type === "button" && element.action_id === ACTIONS.takeAlarm ? readTakeButton(element.value ?? "") : undefined;
}
