import type { Cluster } from "../../../../../practice/vtctld/cluster/cluster.ts";
import { createThrottler } from "../../../../../practice/vtctld/cluster/throttler.ts";

/** The throttler's rule that an earlier scenario had left on that cluster. */
export function withLeftoverRule(cluster: Cluster): Cluster {
  const commerce = cluster.keyspaces.get("commerce");
  if (commerce === undefined) throw new Error("no keyspace commerce");
  const expiresAt = { seconds: "1795213491", nanoseconds: 996_111_008 };
  const vcopier = { name: "vcopier", ratio: 7, expiresAt, exempt: false, heardAt: 0 };
  commerce.throttler = { ...createThrottler(), apps: new Map([["vcopier", vcopier]]) };
  return cluster;
}
