import type { Keyspace, WorkflowName } from "../vitess/names.ts";
import type { Instant } from "./readings.ts";
import type { VitessVersion } from "../vitess/version.ts";

/** Names, and when Vitess reported them. */
export interface NamesAt<Name extends string = string> {
  readonly at: Instant;
  readonly names: readonly Name[];
}

/** The names that forms complete in one cluster. What was never read is absent. */
export interface ClusterNames {
  readonly keyspaces?: NamesAt<Keyspace>;
  readonly cells?: NamesAt;
  readonly version?: VitessVersion;
}

/** The names that forms complete in one keyspace. */
export interface KeyspaceNames {
  readonly tables?: NamesAt;
  /** MoveTables workflows with this target; reverse workflows belong to their moves instead. */
  readonly workflows?: NamesAt<WorkflowName>;
}
