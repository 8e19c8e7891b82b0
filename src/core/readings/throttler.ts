import type { TabletAlias } from "../vitess/names.ts";
import type { Instant } from "./readings.ts";

/** What one tablet's throttler measures, and which apps it throttles. */
export interface ThrottlerStatus {
  readonly tablet: TabletAlias;
  readonly shard: string;
  readonly enabled: boolean;
  readonly metrics: readonly { readonly name: string; readonly value: number; readonly threshold?: number; readonly error: string }[];
  readonly throttledApps: readonly { readonly name: string; readonly ratio: number; readonly expiresAt?: Instant }[];
}

/** Whether this app may go on; if not, `reason` gives Vitess's words. */
export interface ThrottlerCheck {
  readonly tablet: TabletAlias;
  readonly shard: string;
  readonly ok: boolean;
  readonly reason: string;
}
