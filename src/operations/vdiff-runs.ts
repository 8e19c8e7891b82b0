import type { Instant } from "../core/readings/readings.ts";
import type { VDiffTable } from "../core/vdiff/vdiff.ts";

/**
 * A VDiff as whoever started it remembers it. Vitess 11 to 13 run one inside a single call and keep nothing of it; Vitess 14 keeps it, but tells
 * neither which tables it was to compare nor how many rows.
 */
export interface VDiffRun {
  readonly uuid: string;
  /** `target_keyspace.workflow`. */
  readonly workflow: string;
  readonly startedAt: Instant;
  /** What it compares. */
  readonly tables: readonly string[];
  /** Absent when all rows were to be compared. */
  readonly rowLimit?: bigint;
  /** It was told to keep only keys in its report. */
  readonly keysOnly?: true;
  /** Only where the run is one call of a process of Tandem's. */
  readonly carried?: CarriedVDiff;
}

/** A run that lives as long as the process that called it. */
export interface CarriedVDiff {
  readonly state: "started" | "completed" | "stopped" | "error";
  /** When its process last said that it is there: one that says nothing for a minute is gone, and the run with it. */
  readonly aliveAt: Instant;
  readonly completedAt?: Instant;
  /** Redacted. */
  readonly lastError: string;
  /** The target's shards. */
  readonly shards: readonly string[];
  /** Counts only. */
  readonly results: readonly VDiffTable[];
}

/** Where runs are remembered, for one cluster. */
export interface VDiffRuns {
  /** Newest first. */
  of(workflow: string): Promise<readonly VDiffRun[]>;
  /** Adds a run, or replaces the one with its uuid. */
  save(run: VDiffRun): Promise<void>;
  forget(workflow: string, uuid: string): Promise<void>;
}
