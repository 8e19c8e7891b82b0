import type { ClusterName } from "../core/vitess/names.ts";
import { Fault } from "../operations/fault.ts";
import type { Vitess } from "../operations/ports.ts";
import { openVitess, type VitessOptions } from "./open.ts";

/** Every configured cluster, each with its own connections: a dead one does not hold up the others. */
export interface OpenClusters {
  /** Throws a {@link Fault} for a cluster that is no longer configured. */
  vitess(cluster: ClusterName): Vitess;
  close(): void;
}

/** Opens all clusters. Like {@link openVitess}, connects to nothing before the first call. */
export function openClusters(clusters: readonly (VitessOptions & { readonly name: ClusterName })[]): OpenClusters {
  const open = new Map(clusters.map((cluster) => [cluster.name, openVitess(cluster)]));
  return {
    vitess(cluster) {
      const found = open.get(cluster);
      if (found === undefined)
        throw new Fault("unreachable", `The cluster ${cluster} is not in Tandem's configuration; nothing was sent`, { nothingSent: true });
      return found.vitess;
    },
    close() {
      for (const { close } of open.values()) close();
    },
  };
}
