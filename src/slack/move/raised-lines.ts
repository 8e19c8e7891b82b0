import { listShownAlarms } from "../../core/situation/raise-alarms.ts";
import type { RaisedAlarm } from "../../core/move/raised.ts";
import type { Situation } from "../../core/situation/situation.ts";
import type { Names } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";
import { nameAlarm, sayLasted } from "../wording/lasting.ts";
import { sayWhoHas } from "./take-button.ts";

/** The alarms on a card that its state does not say already: how often each came, and who has it. */
export function listRaisedLines({ known: { move }, now, unreadable }: Situation, names?: Names): readonly string[] {
  return listShownAlarms(move).flatMap((alarm) => {
    const { cause, since, times, takenBy } = alarm;
    if (isSaidElsewhere(alarm) && times === 1 && takenBy === undefined) return [];
    // Nobody knows whether it still lasts.
    const until = unreadable?.since ?? now;
    const lasts = times === 1 ? `since ${formatMoment(since, now)}` : sayLasted({ since, until, times });
    return [[`_${nameAlarm(cause)}_ ${lasts}.`, takenBy === undefined ? "" : sayWhoHas(takenBy, now, names)].join(" ").trim()];
  });
}

/** The card's own words name all but these. */
function isSaidElsewhere({ cause }: RaisedAlarm): boolean {
  return cause !== "lag-grows" && cause !== "vdiff-still";
}
