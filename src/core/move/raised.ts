import type { Alarm } from "./alarms.ts";
import type { ChannelId, PersonId } from "../people/people.ts";
import type { Instant } from "../readings/readings.ts";

/** What harms nobody at once, but must not last. */
export type LastingTrouble =
  /** A stream reports an error, again and again or all the time. */
  | "stream-error"
  | "stalled"
  | "lag-grows"
  /** A stream finds no tablet to read from. */
  | "no-source"
  | "vdiff-still";

export type AlarmCause = Alarm | LastingTrouble;

/** One alarm, from the first reading that showed it to the all clear, however often it came and went in between. */
export interface RaisedAlarm {
  readonly cause: AlarmCause;
  /** When it was raised; with the cause it identifies the alarm. */
  readonly raisedAt: Instant;
  /** When the trouble began, which can be earlier: a copy has stood still for a while when Tandem calls it stalled. */
  readonly since: Instant;
  /** The last reading that showed it. */
  readonly lastAt: Instant;
  /** How often it came. */
  readonly times: number;
  /** The first reading without it, while no later one shows it again. */
  readonly calmSince?: Instant;
  /** The operators' channel that heard of it, and when it last did. */
  readonly noticed?: { readonly channel: ChannelId; readonly at: Instant };
  /** Who pressed *I have it*: nobody needs to hear of this alarm again. */
  readonly takenBy?: { readonly by: PersonId; readonly at: Instant };
}

const LASTING = {
  "stream-error": true,
  stalled: true,
  "lag-grows": true,
  "no-source": true,
  "vdiff-still": true,
} as const satisfies Record<LastingTrouble, true>;

export function isLastingTrouble(cause: AlarmCause): cause is LastingTrouble {
  return Object.hasOwn(LASTING, cause);
}
