import type { Keyspace, WorkflowName } from "../vitess/names.ts";
import type { Instant } from "./readings.ts";
import type { VitessVersion } from "../vitess/version.ts";

/** Names, and when Vitess told them. */
export interface NamesAt<Name extends string = string> {
  readonly at: Instant;
  readonly names: readonly Name[];
}

/** What forms complete in one cluster. What was never read is absent. */
export interface ClusterNames {
  readonly keyspaces?: NamesAt<Keyspace>;
  readonly cells?: NamesAt;
  readonly version?: VitessVersion;
}

/** What forms complete in one keyspace. */
export interface KeyspaceNames {
  readonly tables?: NamesAt;
  /** MoveTables workflows whose target it is; those of the way back belong to their moves. */
  readonly workflows?: NamesAt<WorkflowName>;
}
