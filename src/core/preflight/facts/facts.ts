import type { VitessVersion } from "../../vitess/version.ts";
import type { Instant, Workflow } from "../../readings/readings.ts";
import type { ThrottlerCheck, ThrottlerStatus } from "../../readings/throttler.ts";
import type { Looked, Sampled } from "./looked.ts";
import type { Keyspace, Shard, TableName } from "../../vitess/names.ts";

// Facts in the shape preflight needs; what the ports of operations return fits it.

export interface TabletFact {
  readonly alias: string;
  readonly shard: Shard;
  readonly type: string;
  readonly cell: string;
}

/** Tables or traffic that a shard's record denies for one tablet type. Switches use the controls of PRIMARY. */
export interface TabletControl {
  readonly shard: Shard;
  readonly tabletType: string;
  readonly cells: readonly string[];
  readonly deniedTables: readonly string[];
  readonly frozen: boolean;
}

/** What one replica reports about its MySQL replication. */
export interface ReplicaFact {
  readonly tablet: string;
  readonly type: string;
  /** Undefined when MySQL does not know it, which is not zero (issue #15341). */
  readonly lagSeconds?: number;
  readonly replicating: boolean;
  /** Redacted; empty when there is none. */
  readonly lastError: string;
}

export type ThrottlerFact = Pick<ThrottlerStatus, "enabled" | "metrics" | "throttledApps">;
export type ThrottlerCheckFact = Pick<ThrottlerCheck, "ok" | "reason">;

/** The definition of a table, as its tablet reports it. */
export interface SchemaFact {
  readonly table: TableName;
  readonly primaryKey: readonly string[];
  /** Tables that its foreign keys point to. */
  readonly references: readonly TableName[];
  readonly autoIncrement: boolean;
  /** Columns that may be NULL. */
  readonly nullable?: readonly string[];
}

export interface VSchemaFact {
  readonly sharded: boolean;
  readonly tables: readonly TableName[];
  readonly sequences: readonly { readonly table: TableName; readonly sequence: string }[];
  /** What it says of each table, in the form that ApplyVSchema takes: JSON with sorted keys; `{}` if it says nothing. */
  readonly entries: Readonly<Record<string, string>>;
  /** The columns of each table's primary vindex, which decide the shard of a row. */
  readonly shardingKeys?: readonly { readonly table: TableName; readonly columns: readonly string[] }[];
}

/** An online schema change that Vitess runs. */
export interface MigrationFact {
  readonly uuid: string;
  readonly keyspace: string;
  /** Or a view. */
  readonly table: string;
  /** running, ready, queued, complete, failed, cancelled, … */
  readonly status: string;
  readonly completedAt?: Instant;
}

/** Whether the tablet at this place answers. */
export interface AnswerFact {
  readonly tablet: string;
  readonly type: string;
  /** `commerce/0` */
  readonly place: string;
  readonly answers: boolean;
}

/** The cluster around the two keyspaces, which every step is judged on. */
export interface ClusterFacts {
  readonly source: Keyspace;
  readonly target: string;
  readonly tables: readonly TableName[];
  readonly version: Looked<VitessVersion>;
  readonly cells: Looked<readonly string[]>;
  readonly sourceTablets: Looked<readonly TabletFact[]>;
  readonly targetTablets: Looked<readonly TabletFact[]>;
  readonly sourceControls: Looked<readonly TabletControl[]>;
  readonly targetControls: Looked<readonly TabletControl[]>;
  /** For both keyspaces, one place per tablet. */
  readonly answering: Sampled<AnswerFact>;
  /** The number of routing rules; if Tandem can read them, it can save them. */
  readonly rules: Looked<number>;
  readonly migrations: Looked<readonly MigrationFact[]>;
  /** By keyspace, those of the move first; including the workflow that the step is about. */
  readonly workflows: Sampled<readonly Workflow[]>;
  /** By source shard. */
  readonly replication: Sampled<readonly ReplicaFact[]>;
  /** For the target's primaries. */
  readonly throttlers: Sampled<ThrottlerFact>;
  readonly throttlerChecks: Sampled<ThrottlerCheckFact>;
}
