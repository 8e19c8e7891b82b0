import { listShownAlarms } from "../../core/situation/raise-alarms.ts";
import { type AlarmCause, isLastingTrouble } from "../../core/move/raised.ts";
import type { Situation } from "../../core/situation/situation.ts";
import type { Names } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";
import { quoteAlarm, sayLasted } from "../wording/lasting.ts";
import { sayWhoHas } from "./take-button.ts";

/** What the state of a card does not say about its alarms: those that it does not name, how often each came, and who has it. */
export function listRaisedLines(situation: Situation, names?: Names): readonly string[] {
  const { known, now, unreadable } = situation;
  return listShownAlarms(known.move).flatMap((alarm) => {
    const { cause, since, times, takenBy } = alarm;
    // A call in its course may look like the alarm that it is about to end.
    if (!isLastingTrouble(cause) && situation.alarm?.alarm !== cause) return [];
    if (isNamedByCard(cause) && times === 1 && takenBy === undefined) return [];
    // Nobody knows whether anything else lasts on.
    const until = cause === "vitess-silent" ? now : (unreadable?.since ?? now);
    const lasts = times === 1 ? `since ${formatMoment(since, now)}` : sayLasted({ since, until, times });
    return [`Alarm ${quoteAlarm(cause)}: ${lasts}.${takenBy === undefined ? "" : ` ${sayWhoHas(takenBy, now, names)}`}`];
  });
}

function isNamedByCard(cause: AlarmCause): boolean {
  return cause !== "lag-grows" && cause !== "vdiff-still";
}
