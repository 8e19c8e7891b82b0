import { parseTimeOfDay, type WallHours } from "../../core/options/hours.ts";
import { isTimeZone } from "../../core/policy/windows.ts";
import { toProblem } from "./refusals.ts";
import type { ValueKind } from "./values.ts";

const CLOCK_TIME = "((?:[01]\\d|2[0-3]):[0-5]\\d)";
// Phones make a longer dash of one between blanks.
const WRITTEN = new RegExp(`^${CLOCK_TIME}\\s*[-–—]\\s*${CLOCK_TIME}\\s+(\\S+)$`, "u");

/** Hours of a night or a day by the clock of a named time zone, past midnight if the second time is the earlier one. */
export const HOURS: ValueKind<WallHours> = {
  placeholder: '"HOURS ZONE"',
  read(raw, option) {
    const [, from = "", to = "", timeZone = ""] = WRITTEN.exec(raw.trim()) ?? [];
    return from === to || !isTimeZone(timeZone)
      ? toProblem("value-wrong", { option, value: raw, expected: 'two times of day and a time zone, such as "02:00-04:00 Europe/Berlin"' })
      : { value: { from: parseTimeOfDay(from), to: parseTimeOfDay(to), timeZone } };
  },
};
