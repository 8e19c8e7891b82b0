export const A_DAY_MINUTES = 24 * 60;

/** Hours of one night or day by the clock of a time zone; `to` may be earlier than `from`, past midnight. Minutes after midnight. */
export interface WallHours {
  readonly from: number;
  readonly to: number;
  /** The IANA name of a time zone, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** `02:00-04:00 Europe/Berlin`, as people type it. */
export function formatHours({ from, to, timeZone }: WallHours): string {
  return `${formatTimeOfDay(from)}-${formatTimeOfDay(to)} ${timeZone}`;
}

/** Minutes after midnight of a time of day such as `02:00`, whose form was checked. */
export function parseTimeOfDay(written: string): number {
  return Number(written.slice(0, 2)) * 60 + Number(written.slice(3));
}

function formatTimeOfDay(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
}
