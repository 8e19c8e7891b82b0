import { parseDuration } from "./durations.ts";
import type { Instant } from "../readings/readings.ts";
import { findMoment, findNextTimeOfDay, isLocalMoment, isTimeZone, TIME_OF_DAY } from "../policy/windows.ts";

// `18:00`, `2026-12-24`, `2026-12-24 18:00`, `2026-12-24T18:00`, each with a time zone after it or without.
const WITH_ZONE = /^(\S+(?:[ T]\d{2}:\d{2})?)(?: ([A-Za-z][A-Za-z0-9_+/-]*))?$/;

/**
 * The moment that somebody typed as an end: a duration from now, a time of the day (the next one), or a day with or without a time, by the
 * clock of the time zone after it, else of UTC. Undefined for a text that is none of these.
 */
export function readUntil(text: string, now: Instant): Instant | undefined {
  const lasts = parseDuration(text);
  if (lasts !== undefined) return now + lasts;
  const [, moment = "", zone = "UTC"] = WITH_ZONE.exec(text) ?? [];
  if (!isTimeZone(zone)) return undefined;
  if (TIME_OF_DAY.test(moment)) return findNextTimeOfDay(moment, zone, now);
  return isLocalMoment(moment) ? findMoment(moment, zone) : undefined;
}
