import type { Shard, TableName } from "../core/vitess/names.ts";
import type { Instant } from "../core/readings/readings.ts";
import type { VDiffTable } from "../core/vdiff/vdiff.ts";

/**
 * A VDiff as the process that started it remembers it. Vitess 11 to 13 run a VDiff inside a single call and keep nothing of it; Vitess 14
 * keeps it, but reports neither the tables it was to compare nor the number of rows.
 */
export interface VDiffRun {
  readonly uuid: string;
  /** `target_keyspace.workflow`. */
  readonly workflow: string;
  readonly startedAt: Instant;
  /** The tables that it compares. */
  readonly tables: readonly TableName[];
  /** Absent when all rows were to be compared. */
  readonly rowLimit?: bigint;
  /** Its report keeps only keys. */
  readonly keysOnly?: true;
  /** Present only if the run is one call made by a process of Tandem's. */
  readonly carried?: CarriedVDiff;
}

/** A run that ends when the process that called it ends. */
export interface CarriedVDiff {
  readonly state: "started" | "completed" | "stopped" | "error";
  /** When its process last reported that it is alive. After a minute without a report, the process and the run count as gone. */
  readonly aliveAt: Instant;
  readonly completedAt?: Instant;
  /** Redacted. */
  readonly lastError: string;
  /** The target's shards. */
  readonly shards: readonly Shard[];
  /** Counts only. */
  readonly results: readonly VDiffTable[];
}

/** The remembered runs of one cluster. */
export interface VDiffRuns {
  /** Newest first. */
  of(workflow: string): Promise<readonly VDiffRun[]>;
  /** Adds a run, or replaces the one with the same uuid. */
  save(run: VDiffRun): Promise<void>;
  forget(workflow: string, uuid: string): Promise<void>;
}
