import type { Instant } from "../../readings/readings.ts";

/** When something may begin: from `opens` until before `closes`; without `closes` it stays open. What has begun is finished whatever the clock. */
export interface Window {
  readonly opens: Instant;
  readonly closes?: Instant;
}

/** A window that somebody requested, which approvers read and approve. `hours`: as typed, such as `02:00-04:00 Europe/Berlin`. */
export interface RequestedWindow {
  readonly opens: Instant;
  readonly closes: Instant;
  readonly hours: string;
}

/** The earlier of a moment and the closing of the window. */
export function boundByWindow({ closes }: Pick<Window, "closes">, at: Instant): Instant {
  return closes === undefined ? at : Math.min(at, closes);
}
