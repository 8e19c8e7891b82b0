import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { told } from "./told.ts";

/** Tablets that are killed: a replica of the target, the target's primary, the source's primary. */
export const failures: Scenario = {
  name: "failures",
  cluster: () => createCommerceCluster({ pace: told }),
  before: {
    3: ({ state }) => {
      state.setTabletAlive(201, false);
    },
    8: ({ sql }) => {
      sql.write({ keyspace: "commerce" });
    },
    11: ({ state }) => {
      state.setTabletAlive(201, true);
      state.setTabletAlive(200, false);
    },
    27: ({ state }) => {
      state.setTabletAlive(200, true);
    },
    30: ({ state }) => {
      state.setTabletAlive(100, false);
      // The stream read from this one.
      state.setMessage("customer", "f1", "vttablet: rpc error: code = Unavailable desc = error reading from server: EOF");
    },
    35: ({ state }) => {
      state.setTabletAlive(100, true);
    },
  },
};
