import type { Act, PlannedStep } from "./acts.ts";
import type { MoveName } from "../names.ts";
import type { FaultNote, Outcome } from "./outcomes.ts";
import type { ChannelId, PersonId } from "../people.ts";
import type { Instant, LockHolder } from "../readings.ts";
import type { Seal } from "./requests.ts";

/** One RPC that may have reached vtctld: written before it is sent, completed when it answered. */
export interface CallRecord {
  readonly step: number;
  /** Digest of the shape of things right before: tells later whether anything changed at all. */
  readonly before: string;
  /** The routing rules right before, such as `r-17`; absent in records of a Tandem that did not save them. */
  readonly snapshot?: string;
  readonly startedAt: Instant;
  readonly endedAt?: Instant;
  readonly fault?: FaultNote;
}

/** Why an approved act waits, and until when. */
export interface Hold {
  readonly since: Instant;
  readonly until: Instant;
  /**
   * `locked`: somebody else holds the workflow's lock, usually a VDiff between two tables. `rules-in-use`: a restore waits for a call of
   * Tandem's on another move, because Vitess has no compare-and-set for rules.
   */
  readonly reason: "lag" | "locked" | "rules-in-use";
  /** Meaningful for `lag` only. */
  readonly lagSeconds: number;
  readonly limitSeconds: number;
  /** Who holds the lock, for `locked`; absent in records of a Tandem that did not say so. */
  readonly holder?: LockHolder;
}

/** One attempt to carry out an act: intent → reading → call → reading → outcome. */
export interface Execution {
  readonly id: string;
  readonly move: MoveName;
  readonly channel: ChannelId;
  readonly act: Act;
  readonly startedBy: PersonId;
  /** Absent for an armed rollback, which needs no request. */
  readonly requestId?: string;
  readonly seal: Seal;
  readonly createdAt: Instant;
  readonly useBy: Instant;
  readonly plan: readonly PlannedStep[];
  /** The first step that is not done yet; `plan.length` when all are. */
  readonly step: number;
  /** When the current soak ends. */
  readonly soakUntil?: Instant;
  readonly calls: readonly CallRecord[];
  readonly hold?: Hold;
  readonly outcome?: Outcome;
  /** The outcome is told everywhere: nothing is left to do. */
  readonly settled: boolean;
}
