import type { Instant } from "../../core/readings/readings.ts";
import { formatTenths } from "./numbers.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// Slack shows hours by the reader's clock; a date helps once the hour alone could mean another day.
const SAME_DAY_MS = 12 * HOUR;

/**
 * A moment in the reader's time zone; `22:09 UTC` where Slack cannot draw it. Adds the date if it is far from `now`, the time that Slack
 * shows beside the message: a message edited later still appears under the time of its posting.
 */
export function formatMoment(at: Instant, now: Instant): string {
  const far = Math.abs(now - at) > SAME_DAY_MS;
  return buildDateToken(at, far ? "{date_short_pretty} {time}" : "{time}", far ? formatUtcWithDay(at) : formatUtc(at));
}

/** Like {@link formatMoment}, to the second, for the age of data that changes by the second. */
export function formatMomentToTheSecond(at: Instant): string {
  return buildDateToken(at, "{time_secs}", `${new Date(at).toISOString().slice(11, 19)} UTC`);
}

/** Like {@link formatMoment}, to the second if the minute alone would read as "now". */
export function formatSoon(at: Instant, now: Instant): string {
  return Math.abs(at - now) < 2 * MINUTE ? formatMomentToTheSecond(at) : formatMoment(at, now);
}

/** `22:09 UTC`, for the plain text of a notification, and for files. */
export function formatUtc(at: Instant): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}

/** `2026-11-20 22:09 UTC`. */
export function formatUtcWithDay(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 10)} ${formatUtc(at)}`;
}

/** `2026-11-20T22:09:47.000Z`, for files. */
export function formatIso(at: Instant): string {
  return new Date(at).toISOString();
}

/** How long something took or lasts: `0.4 s`, `41 s`, `4 min`, `1 h 5 min`, `2 d 3 h`. */
export function sayDuration(ms: number): string {
  if (ms < 50) return "under 0.1 s";
  if (ms < 9_950) return `${formatTenths(ms / SECOND)} s`;
  if (ms < 99.5 * SECOND) return `${Math.round(ms / SECOND)} s`;
  if (ms < 90 * MINUTE) return `${Math.round(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return formatTwoUnits(ms, [HOUR, "h"], [MINUTE, "min"]);
  return formatTwoUnits(ms, [DAY, "d"], [HOUR, "h"]);
}

/**
 * An estimate as a range: `about 20–45 s`, `about 4–7 min`, `about 2–4 h`; never more precise than the estimate can be. Only numbers get
 * an "about": `a few seconds`, `under 3 min` and `more than 30 d` are vague already.
 */
export function formatSpan(fromMs: number, toMs: number): string {
  if (toMs > 30 * DAY) return fromMs > 30 * DAY ? "more than 30 d" : sayOpenSpan(fromMs);
  if (toMs < 10 * SECOND) return "a few seconds";
  const [size, unit] = chooseUnit(toMs);
  const from = Math.max(Math.floor(fromMs / size), 0);
  const to = Math.max(Math.ceil(toMs / size), 1);
  return from === 0 ? `under ${to} ${unit}` : `about ${from}–${to} ${unit}`;
}

/** A span whose end is more than a month away. */
function sayOpenSpan(fromMs: number): string {
  const [size, unit] = chooseUnit(fromMs);
  const from = Math.floor(fromMs / size);
  return from === 0 ? "up to 30 d or more" : `about ${from} ${unit} or more`;
}

type Unit = readonly [size: number, unit: string];

function chooseUnit(ms: number): Unit {
  if (ms < 90 * SECOND) return [SECOND, "s"];
  if (ms < 100 * MINUTE) return [MINUTE, "min"];
  return ms < 2 * DAY ? [HOUR, "h"] : [DAY, "d"];
}

function formatTwoUnits(ms: number, [large, largeUnit]: Unit, [small, smallUnit]: Unit): string {
  const whole = Math.round(ms / small);
  const perLarge = large / small;
  const rest = whole % perLarge;
  return `${Math.floor(whole / perLarge)} ${largeUnit}${rest === 0 ? "" : ` ${rest} ${smallUnit}`}`;
}

function buildDateToken(at: Instant, format: string, fallback: string): string {
  return `<!date^${Math.floor(at / SECOND)}^${format}|${fallback}>`;
}
