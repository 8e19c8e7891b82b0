import { Temporal } from "temporal-polyfill";
import type { OpenHours } from "../operation/request/policy.ts";
import type { Instant } from "../readings/readings.ts";

// Every day of the week, and one more in case a change of the clocks swallows the hours of the first.
const DAYS_AHEAD = 15;

/** Whether the clock on the wall there shows one of these hours. */
function isOpen({ days, from, to, timeZone }: OpenHours, now: Instant): boolean {
  const there = toWallTime(now, timeZone);
  const minute = there.hour * 60 + there.minute;
  return days.includes(there.dayOfWeek) && from <= minute && minute < to;
}

/**
 * The first moment from `now` on at which every window is open; `now` itself if all are. Undefined if they are never open together within
 * two weeks. A change to summer time can begin a window late, as its clock jumps over the first minutes, and a change back can open it twice.
 */
export function findOpening(windows: readonly OpenHours[], now: Instant): Instant | undefined {
  const moments = [now, ...windows.flatMap((window) => listBeginnings(window, now))].toSorted((a, b) => a - b);
  return moments.find((at) => at >= now && isOpenNow(windows, at));
}

/** Whether an operation with these windows may run now; with none it always may. */
export function isOpenNow(windows: readonly OpenHours[], now: Instant): boolean {
  return windows.every((window) => isOpen(window, now));
}

/** When they open next, by the clock of the first one's zone: `they open next on 2026-11-23 at 22:00 (Europe/Berlin)`. */
export function sayOpening(windows: readonly OpenHours[], now: Instant): string {
  const at = findOpening(windows, now);
  const timeZone = windows[0]?.timeZone ?? "UTC";
  if (at === undefined) return "they do not open together in the next two weeks";
  const there = toWallTime(at, timeZone);
  return `they open next on ${there.toPlainDate().toString()} at ${there.toPlainTime().toString({ smallestUnit: "minute" })} (${timeZone})`;
}

/** A time on a clock of 24 hours, such as `18:00`. */
export const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** A day and a time on a clock, such as `2026-12-23 18:00`; without a time, the day's beginning. */
export const LOCAL_MOMENT = /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2})?$/;

/** True for a text of that form that names a day and a time that exist in a calendar. */
export function isLocalMoment(text: string): boolean {
  if (!LOCAL_MOMENT.test(text)) return false;
  try {
    return Temporal.PlainDateTime.from(text.replace(" ", "T"), { overflow: "reject" }).year > 0;
  } catch {
    return false;
  }
}

/** The moment at which the clock on the wall there shows this; if it never does or does twice, as Temporal chooses (the later, the earlier). */
export function findMoment(text: string, timeZone: string): Instant {
  return Temporal.PlainDateTime.from(text.replace(" ", "T")).toZonedDateTime(timeZone).epochMilliseconds;
}

/** The next moment after `now` at which the clock on the wall there shows this time of the day. */
export function findNextTimeOfDay(time: string, timeZone: string, now: Instant): Instant {
  const today = toWallTime(now, timeZone).toPlainDate();
  const at = (ahead: number): Instant => today.add({ days: ahead }).toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
  return at(0) > now ? at(0) : at(1);
}

/** True for an IANA name; Intl also takes offsets such as +02:00, which know no summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    Intl.DateTimeFormat("en-GB", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Every moment at which it may open: its first minute on each day, both times if that comes twice, and a change of the clocks. */
function listBeginnings({ from, timeZone }: OpenHours, now: Instant): readonly Instant[] {
  const today = toWallTime(now, timeZone);
  const change = today.getTimeZoneTransition("next");
  const changes = change === null ? [] : [change.epochMilliseconds];
  const days = Array.from({ length: DAYS_AHEAD }, (_, ahead) => today.toPlainDate().add({ days: ahead }));
  const starts = days.flatMap((day) =>
    (["earlier", "later"] as const).map((disambiguation) => {
      const wall = day.toPlainDateTime({ hour: Math.floor(from / 60), minute: from % 60 });
      return wall.toZonedDateTime(timeZone, { disambiguation }).epochMilliseconds;
    }),
  );
  return [...changes, ...starts];
}

function toWallTime(at: Instant, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
}
