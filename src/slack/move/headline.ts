import type { MoveView } from "../../core/command/answers.ts";
import { findBrokenCall } from "../../core/move/moves.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { moveTitle } from "../text/move-name.ts";
import type { Names } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";
import { titleAlarm } from "../wording/alarms.ts";
import { sayPhase } from "../wording/phases.ts";
import { isOfWrites, titleWaiting } from "../wording/waiting.ts";
import { copyWords } from "./copying.ts";

/**
 * The first line about a move wherever people read of it, state first: what applications feel, else that nothing can be read, else who or
 * what is waited for, else the phase. Most phones show forty characters of it.
 */
export function sayHeadline(view: MoveView, names?: Names): string {
  return `${sayState(view, names)} · ${moveTitle(view.situation.known.move.name)}`;
}

/** The state alone, for lists. */
export function sayState(view: MoveView, names?: Names): string {
  const { situation } = view;
  const { alarm, unreadable, waiting, phase, now } = situation;
  if (phase.kind === "ended") return sayLastKnownState(view, names);
  if (alarm !== undefined) return `${titleAlarm(alarm.alarm, alarm.tables)}${unreadable === undefined ? "" : ", last known"}`;
  if (unreadable !== undefined) {
    const silence = `No answer from Vitess since ${formatMoment(unreadable.since, now)}`;
    return mayBlockWrites(situation) ? `Applications may be unable to write. ${silence}` : silence;
  }
  if (waiting !== undefined) return titleWaiting(waiting, now);
  return sayLastKnownState(view, names);
}

/** The phase by what was last read, with how far a copy is. */
export function sayLastKnownState(view: MoveView, names?: Names): string {
  const copy = view.situation.phase.kind === "copying" ? copyWords(view) : undefined;
  return copy?.state ?? sayPhase(view.situation, names).status;
}

/** True if a call of Tandem's that may stop writes broke off, and nothing has been read since. */
function mayBlockWrites({ known: { move, reading } }: Situation): boolean {
  const broken = findBrokenCall(move);
  return broken !== undefined && broken.brokeAt >= (reading?.at ?? 0) && isOfWrites(broken);
}
