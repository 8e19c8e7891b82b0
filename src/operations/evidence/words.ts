import type { Instant } from "../../core/readings/readings.ts";

/** Said in place of what Tandem knew once and has no record of. */
export const NOT_KEPT = "not kept";

/** The same fields, with the instants among them as text. */
export function withTimes(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === "number" && /^at$|At$|By$/.test(key) ? formatTime(value) : value,
    ]),
  );
}

export function formatTime(at: Instant): string {
  return new Date(at).toISOString();
}
