import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { told } from "./told.ts";

/** vtctld is killed right after the journal: the move looks switched and is unfinished. */
export const killedAfterJournal: Scenario = {
  name: "killed-after-journal",
  cluster: () => createCommerceCluster({ pace: told }),
  before: {
    6: ({ faults }) => {
      faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "routing-switched" });
    },
    14: ({ sql }) => {
      sql.insertRows({ keyspace: "customer", table: "product" }, [{ sku: "SKU-7002", description: "written to the target", price: "1" }]);
    },
    // The lock's key is deleted by hand in etcd.
    16: ({ state }) => {
      state.removeWorkflowLock("customer", "pj");
    },
  },
};
