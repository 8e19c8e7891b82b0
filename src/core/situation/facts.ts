import type { AlarmNow } from "./alarm.ts";
import type { Known } from "./known.ts";
import type { Phase } from "./phase.ts";
import type { VDiffStanding } from "./vdiff-standing.ts";
import type { Waiting } from "./waiting.ts";
import type { Explanation } from "../explain/explain.ts";
import type { StreamTrouble, Unreadable } from "../move/moves.ts";
import type { Instant } from "../readings/readings.ts";
import type { TabletType } from "../options/options.ts";
import type { MoveKind } from "../move/kind.ts";
import type { Traffic } from "../move/traffic.ts";

/** What a situation is, beside what it leads to: its next step and its buttons are made from this. */
export interface SituationFacts {
  readonly known: Known;
  readonly now: Instant;
  readonly phase: Phase;
  /** What is wrong now, by what applications feel; absent while nothing is, and while a call may be in its course. */
  readonly alarm?: AlarmNow;
  /** Absent before the first reading. */
  readonly traffic?: Traffic;
  /** By the last reading; it decides what Vitess takes back. */
  readonly kind: MoveKind;
  /** A copy from one snapshot is not done: once stopped it cannot go on (docs/facts/create.md#atomic-copy). */
  readonly stopIsFinal: boolean;
  /** Reads that the source still serves though the writes are switched. */
  readonly readsLeft: readonly TabletType[];
  /** Errors of the streams that come and go while they get nowhere. */
  readonly trouble?: StreamTrouble;
  readonly reverseReplication: ReverseReplication;
  /** Why the reverse workflow is in error, as Vitess says it. */
  readonly reverseError?: Explanation;
  /** Until when ReverseTraffic is one press: only while that loses nothing. */
  readonly rollbackUntil?: Instant;
  /** Seconds of a stream that runs; a stopped or frozen one has no lag that means anything. */
  readonly lagSeconds?: number;
  readonly vdiff: VDiffStanding;
  /** False: this installation has writes switched without a VDiff that speaks for it. */
  readonly vdiffRequired: boolean;
  /** Who or what is waited for, where somebody or something is. */
  readonly waiting?: Waiting;
  /** Vitess cannot be read: everything else is as it was last known. */
  readonly unreadable?: Unreadable;
}

/**
 * The workflow that carries writes back to the source after a switch. `none-wanted`: it was switched without, as it was asked for.
 * `not-taken`: it runs, and Vitess takes nothing back by it all the same, because it is the move of one tenant.
 */
export type ReverseReplication = "running" | "in error" | "stopped" | "absent" | "none-wanted" | "not-taken";
