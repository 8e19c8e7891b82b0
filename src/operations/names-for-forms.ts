import type { ClusterNames, KeyspaceNames } from "../core/readings/catalogue.ts";
import type { ClusterName, Keyspace } from "../core/vitess/names.ts";

/** Names for forms: workers write them, and the app, which never speaks to vtctld, reads them. They expire after days without a refresh. */
export interface Catalogue {
  cluster(cluster: ClusterName): Promise<ClusterNames>;
  saveCluster(cluster: ClusterName, names: ClusterNames): Promise<void>;
  keyspace(cluster: ClusterName, keyspace: Keyspace): Promise<KeyspaceNames>;
  saveKeyspace(cluster: ClusterName, keyspace: Keyspace, names: KeyspaceNames): Promise<void>;
}
