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
