import type { Instant } from "../../../core/readings/readings.ts";
import type { Duration } from "../../wire/generated/vttime/Duration.ts";
import type { Time, Time__Output } from "../../wire/generated/vttime/Time.ts";
import { withoutDefaults, readInt64 } from "./fields.ts";

// The last second of the year 9999. Larger values come from a known bug of Vitess: the `time_updated` of a stream that never ran is the
// digits of a date, read as seconds (docs/facts/streams-and-copy.md#date-as-seconds).
const LATEST = 253_402_300_799n;

/** Epoch milliseconds; undefined for a missing, zero or impossible time. */
export function decodeTime(time: Time__Output | undefined): Instant | undefined {
  const seconds = readInt64(time?.seconds);
  if (seconds <= 0n || seconds > LATEST) return undefined;
  return Number(seconds * 1000n) + Math.floor((time?.nanoseconds ?? 0) / 1_000_000);
}

/** Reads `2026-11-20 22:44:52`, as MySQL prints a UTC time in a result row; undefined for NULL and anything else. */
export function parseInstant(text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(`${text.replace(" ", "T")}Z`);
  return Number.isNaN(at) ? undefined : at;
}

/** A `vttime.Time`; a time before 1970 is an empty message. */
export function encodeTime(at: Instant): Time {
  if (at <= 0) return {};
  const nanoseconds = Math.round(at % 1000) * 1_000_000;
  return withoutDefaults({ seconds: Math.floor(at / 1000).toString(), nanoseconds });
}

/** A `vttime.Duration`; the zero duration is an empty message, as the reference client sends it. */
export function encodeDuration(milliseconds: number): Duration {
  const all = BigInt(Math.round(milliseconds));
  const seconds = all / 1000n;
  return withoutDefaults({ seconds: seconds === 0n ? 0 : seconds.toString(), nanos: Number(all % 1000n) * 1_000_000 });
}
