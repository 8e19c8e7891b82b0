import { Temporal } from "temporal-polyfill";
import type { OpenHours } from "../operation/request/policy.ts";
import type { RequestedWindow, Window } from "../operation/request/window.ts";
import { A_DAY_MINUTES, formatHours, type WallHours } from "../options/hours.ts";
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
  const moments = [now, ...windows.flatMap((window) => listMoments(window, now))].toSorted((a, b) => a - b);
  return moments.find((at) => at >= now && isOpenNow(windows, at));
}

/**
 * When an operation may begin: while all these hours are open, and the requested window as well. `closed`: not any more, or not within two
 * weeks. Undefined: at any time.
 */
export function findWindow(
  hours: readonly OpenHours[],
  requested: Pick<RequestedWindow, "opens" | "closes"> | undefined,
  now: Instant,
): Window | "closed" | undefined {
  if (hours.length === 0 && requested === undefined) return undefined;
  const opens = findOpening(hours, Math.max(now, requested?.opens ?? now));
  const last = requested?.closes ?? Number.POSITIVE_INFINITY;
  if (opens === undefined || opens >= last) return "closed";
  const closes = Math.min(findClosing(hours, opens) ?? Number.POSITIVE_INFINITY, last);
  return { opens, ...(Number.isFinite(closes) ? { closes } : {}) };
}

/** The first moment after an opening at which one of the hours is over; undefined if that is not within two weeks. */
function findClosing(hours: readonly OpenHours[], opened: Instant): Instant | undefined {
  // The minute that is closed again can be the end of the day, which is the beginning of the next.
  const ends = hours.flatMap((one) => listMoments({ ...one, from: one.to % A_DAY_MINUTES }, opened));
  return ends.toSorted((a, b) => a - b).find((at) => at > opened && !isOpenNow(hours, at));
}

/**
 * The window of these hours that is open or opens next. A change of the clocks shortens it or makes it longer, as for the people who live by
 * that clock; hours that the clock leaves out come the next day.
 */
export function chooseWindow(hours: WallHours, now: Instant): RequestedWindow {
  const { from, to, timeZone } = hours;
  const today = toWallTime(now, timeZone).toPlainDate();
  const at = (day: Temporal.PlainDate, minute: number): Instant =>
    day.toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 }).toZonedDateTime(timeZone).epochMilliseconds;
  const [found] = [-1, 0, 1, 2, 3]
    .map((ahead) => today.add({ days: ahead }))
    .map((day) => ({ opens: at(day, from), closes: at(to > from ? day : day.add({ days: 1 }), to) }))
    .filter(({ opens, closes }) => now < closes && opens < closes && showsWithin(hours, toWallTime(opens, timeZone)));
  if (found === undefined) throw new Error(`no clock shows ${formatHours(hours)} within three days`);
  return { ...found, hours: formatHours(hours) };
}

function showsWithin({ from, to }: WallHours, { hour, minute }: Temporal.ZonedDateTime): boolean {
  const shown = hour * 60 + minute;
  return from < to ? from <= shown && shown < to : shown >= from || shown < to;
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
function listMoments({ from, timeZone }: OpenHours, now: Instant): readonly Instant[] {
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
