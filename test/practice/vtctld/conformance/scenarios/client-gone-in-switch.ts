import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { told } from "./told.ts";

/** Another session locks the target table for 12 s, and the client of a switch goes away after 3 s. */
export const clientGoneInSwitch: Scenario = {
  name: "client-gone-in-switch",
  cluster: () => createCommerceCluster({ pace: told }),
  before: {
    3: ({ sql, state }) => {
      sql.insertRows({ keyspace: "commerce", table: "product" }, [{ sku: "SKU-6001", description: "during", price: "1" }]);
      state.stall("customer", "cg", true);
    },
    4: ({ state, clock }) => {
      // The locked table also delayed this call's answer; when it came, the lock was gone.
      state.stall("customer", "cg", false);
      clock.advance(8_400);
    },
    // For a moment after a reverse the target's own vstreamer is behind: MySQL's timing, not a rule.
    19: ({ state }) => {
      const uuid = "a9cf3613-e52d-11f1-98e3-02fc00000001";
      state.setMessage(
        "customer",
        "cg",
        `vttablet: rpc error: code = InvalidArgument desc = GTIDSet Mismatch: requested source position:MySQL56/${uuid}:1-10053, current target vrep position: MySQL56/${uuid}:1-9927`,
      );
    },
  },
};
