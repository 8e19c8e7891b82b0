import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { told } from "./told.ts";

/** vtctld is killed while a switch catches up: writes at the source stay denied, and are unblocked by hand. */
export const rescueDeniedWrites: Scenario = {
  name: "rescue-denied-writes",
  cluster: () => createCommerceCluster({ pace: told }),
  before: {
    5: ({ sql, faults, cluster }) => {
      sql.insertRows({ keyspace: "commerce", table: "product" }, [{ sku: "SKU-5001", description: "during kill", price: "1" }]);
      faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "source-writes-denied" });
      // etcd's lease id of that day, which a later call uses.
      cluster.locks.nextId = 7_668_682_366_026_763_778n;
    },
    13: ({ sql }) => {
      sql.insertRows({ keyspace: "commerce", table: "product" }, [{ sku: "SKU-5003", description: "after rescue", price: "1" }]);
    },
  },
};
