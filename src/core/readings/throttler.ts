import type { TabletAlias } from "../vitess/names.ts";
import type { Instant } from "./readings.ts";

/** What the throttler of one tablet measures, and whom it holds back. */
export interface ThrottlerStatus {
  readonly tablet: TabletAlias;
  readonly shard: string;
  readonly enabled: boolean;
  readonly metrics: readonly { readonly name: string; readonly value: number; readonly threshold?: number; readonly error: string }[];
  readonly throttledApps: readonly { readonly name: string; readonly ratio: number; readonly expiresAt?: Instant }[];
}

/** May this app go on? `reason` in Vitess's words where it may not. */
export interface ThrottlerCheck {
  readonly tablet: TabletAlias;
  readonly shard: string;
  readonly ok: boolean;
  readonly reason: string;
}
