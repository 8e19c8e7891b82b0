import { isClusterName, isKeyspace, type ClusterName, type Keyspace } from "../src/core/vitess/names.ts";
import { Fault } from "../src/operations/fault.ts";
import type { Payload } from "../src/queue/handlers.ts";

interface Deps {
  readonly refreshCatalogue: (cluster: ClusterName, keyspace?: Keyspace) => Promise<void>;
  readonly onNotCatalogued: (cluster: ClusterName, keyspace: Keyspace | undefined, fault: Fault) => void;
}

/** Runs again without harm: it replaces the names. What Vitess does not tell is not tried again: the next form that needs it asks. */
export function refreshCatalogueHandler({ refreshCatalogue, onNotCatalogued }: Deps) {
  return async ({ cluster, keyspace }: Payload<"refresh-catalogue">): Promise<void> => {
    if (!isClusterName(cluster) || (keyspace !== undefined && !isKeyspace(keyspace))) return;
    await refreshCatalogue(cluster, keyspace).catch((error: unknown) => {
      if (!(error instanceof Fault)) throw error;
      onNotCatalogued(cluster, keyspace, error);
    });
  };
}
