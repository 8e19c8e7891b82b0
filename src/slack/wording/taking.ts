import type { PersonId } from "../../core/people/people.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Taking } from "../../operations/announce/take-alarm.ts";
import { namePerson } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";

/** The answer to whoever pressed *I have it*. */
export function sayTaking(result: Taking, by: PersonId, now: Instant): string {
  if (result.kind === "taken") return "You have it: this alarm is not repeated any more. The all clear comes when it is over.";
  if (result.kind === "over") return "This alarm is over, so nobody has to take it any more.";
  const since = formatMoment(result.at, now);
  return result.by === by ? `You have had it since ${since}.` : `${namePerson(result.by)} has had it since ${since}. Nothing was changed.`;
}
