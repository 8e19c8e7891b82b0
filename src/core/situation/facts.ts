import type { AlarmNow } from "./alarm.ts";
import type { Known } from "./known.ts";
import type { Phase } from "./phase.ts";
import type { VDiffStanding } from "./vdiff-standing.ts";
import type { Waiting } from "./waiting.ts";
import type { Explanation } from "../explain/explain.ts";
import type { StreamTrouble, Unreadable } from "../move/moves.ts";
import type { Instant } from "../readings/readings.ts";
import type { MoveKind } from "../move/kind.ts";
import type { Traffic } from "../move/traffic.ts";
import type { TabletType } from "../options/kinds.ts";

/** Everything a situation holds except its next step and buttons, which are derived from this. */
export interface SituationFacts {
  readonly known: Known;
  readonly now: Instant;
  readonly phase: Phase;
  /** What is wrong now, by its effect on applications; absent while nothing is, or while a call may be in its normal course. */
  readonly alarm?: AlarmNow;
  /** Absent before the first reading. */
  readonly traffic?: Traffic;
  /** Taken from the last reading; it decides what Vitess can switch back. */
  readonly kind: MoveKind;
  /** An unfinished copy from one snapshot cannot go on once it is stopped (docs/facts/create.md#atomic-copy). */
  readonly stopIsFinal: boolean;
  /** Tablet types whose reads the source still serves although the writes are switched. */
  readonly readsLeft: readonly TabletType[];
  /** Stream errors that come and go while the streams make no progress. */
  readonly trouble?: StreamTrouble;
  readonly reverseReplication: ReverseReplication;
  /** Why the reverse workflow is in error, explained from Vitess's own words. */
  readonly reverseError?: Explanation;
  /** Until when a one-press ReverseTraffic is offered; present only while it loses no writes. */
  readonly rollbackUntil?: Instant;
  /** Lag in seconds of running streams; the lag of a stopped or frozen stream means nothing. */
  readonly lagSeconds?: number;
  readonly vdiff: VDiffStanding;
  /** False when this installation lets people switch writes without a clean VDiff. */
  readonly vdiffRequired: boolean;
  /** Who or what the live request or execution is waiting for, if there is one. */
  readonly waiting?: Waiting;
  /** Vitess cannot be read; everything else is as last known. */
  readonly unreadable?: Unreadable;
}

/**
 * The reverse workflow, which carries writes back to the source after a switch. `none-wanted`: people asked for a switch without one.
 * `not-taken`: it runs, but Vitess switches nothing back with it because the move is of a single tenant.
 */
export type ReverseReplication = "running" | "in error" | "stopped" | "absent" | "none-wanted" | "not-taken";
