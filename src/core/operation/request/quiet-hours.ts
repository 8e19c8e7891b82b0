import { A_DAY_MINUTES } from "../../options/hours.ts";
import type { Instant } from "../../readings/readings.ts";

/** The hours of each day in which Tandem reminds nobody. `from` may be later than `to`: then they go over midnight. */
export interface QuietHours {
  /** Minutes after midnight by the zone's clock: the first quiet minute. */
  readonly from: number;
  /** Minutes after midnight: the first minute that is not quiet any more. Never equal to `from`. */
  readonly to: number;
  /** The IANA name of a time zone, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** Whether a moment is quiet, and when that changes. */
export interface Quiet {
  readonly isQuiet: boolean;
  readonly changesAt: Instant;
}

const A_MINUTE_MS = 60_000;
// Every zone's offset is a multiple of a quarter of an hour and changes only between two of them, so within one a clock just ticks on.
const QUARTER_MINUTES = 15;
// A change of the clocks can swallow the quiet hours of one day, never of two in a row.
const LOOK_AHEAD_MS = 3 * A_DAY_MINUTES * A_MINUTE_MS;

/**
 * Reads the zone's clock, so a change to summer time or back makes the quiet hours of that day shorter or longer, as for the people who
 * live by that clock. Throws a RangeError for a zone that does not exist.
 */
export function readQuietHours(hours: QuietHours, now: Instant): Quiet {
  const readClock = openWallClock(hours.timeZone);
  const minute = now - (now % A_MINUTE_MS);
  const isQuiet = isQuietMinute(hours, readClock(minute));
  let at = minute;
  while (at < minute + LOOK_AHEAD_MS) {
    const ahead = QUARTER_MINUTES - ((at / A_MINUTE_MS) % QUARTER_MINUTES);
    const first = readClock(at);
    for (let tick = 0; tick < ahead; tick += 1) {
      if (isQuietMinute(hours, first + tick) !== isQuiet) return { isQuiet, changesAt: at + tick * A_MINUTE_MS };
    }
    at += ahead * A_MINUTE_MS;
  }
  return { isQuiet, changesAt: at };
}

function isQuietMinute({ from, to }: QuietHours, minute: number): boolean {
  const ofDay = minute % A_DAY_MINUTES;
  return from < to ? from <= ofDay && ofDay < to : ofDay >= from || ofDay < to;
}

/** A clock on the wall there: minutes after midnight at a moment. */
function openWallClock(timeZone: string): (at: Instant) => number {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return (at) => {
    const [hour = 0, minute = 0] = clock.format(at).split(":").map(Number);
    return hour * 60 + minute;
  };
}
