import { openWireClient } from "../../../../../practice/vtctld/rpc/wire-client.ts";
import type { Scenario } from "../replay.ts";
import { secondCluster } from "./second-run.ts";

/** What every call says while another client's switch of the same workflow waits in its catch-up. */
export const lockedWorkflowSwitch: Scenario = {
  name: "locked-workflow-switch",
  cluster: secondCluster,
  before: {
    // An open transaction on the target delays what was written just before.
    async 2(simulator) {
      const { cluster, sql, state, address } = simulator;
      // etcd's lease id of that day, which a later call uses.
      cluster.locks.nextId = 7_668_682_579_888_620_482n;
      sql.insertRows({ keyspace: "commerce", table: "product" }, [{ sku: "SKU-7001", description: "held", price: "1" }]);
      state.stall("customer", "lck", true);
      const other = openWireClient(address);
      void other
        .call("WorkflowSwitchTraffic", {
          keyspace: "customer",
          workflow: "lck",
          tablet_types: ["PRIMARY", "REPLICA", "RDONLY"],
          timeout: { seconds: 60 },
          max_replication_lag_allowed: { seconds: 30 },
          enable_reverse_replication: true,
        })
        .finally(() => other.close());
      await untilDenied(() => state.shard("commerce", "0").deniedTables.length > 0);
    },
    8({ state, clock }) {
      void clock.sleep(22_000).then(() => state.stall("customer", "lck", false));
    },
  },
};

/** The other client's call takes real event-loop turns to get there, and no simulated time. */
async function untilDenied(isDenied: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !isDenied(); turn += 1) {
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}
