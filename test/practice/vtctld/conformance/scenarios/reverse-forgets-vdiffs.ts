import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { told } from "./told.ts";

/** What becomes of VDiffs when traffic goes back and forth: a reverse of the writes forgets those of the forward workflow. */
export const reverseForgetsVDiffs: Scenario = {
  name: "reverse-forgets-vdiffs",
  cluster() {
    const cluster = createCommerceCluster({ pace: told });
    // A cluster of another day, with other servers.
    for (const [keyspace, uuid] of [
      ["commerce", "020e93ad-ecc6-11f1-b50c-02fc00000001"],
      ["customer", "0b4262b5-ecc6-11f1-8025-02fc00000001"],
    ] as const) {
      const shard = cluster.keyspaces.get(keyspace)?.shards.get("0");
      if (shard !== undefined) shard.gtid.uuid = uuid;
    }
    return cluster;
  },
  before: {
    // Vitess's own writes to its sidecar database reach the streams that read there.
    20: ({ sql }) => sql.write({ keyspace: "customer" }),
    34: ({ sql }) => sql.write({ keyspace: "commerce" }),
  },
};
