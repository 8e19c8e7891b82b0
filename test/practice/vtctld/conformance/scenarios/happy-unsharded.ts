import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { told } from "./told.ts";

const allOf = Number.MAX_SAFE_INTEGER;

/** A small writer runs through vtgate all the time. */
export const happyUnsharded: Scenario = {
  name: "happy-unsharded",
  cluster: () => createCommerceCluster({ writesPerSecond: 7, pace: { ...told, postCopyMs: 2_700, betweenTablesMs: 1_400 } }),
  before: {
    43: ({ state }) => {
      state.setCopied("customer", "commerce2customer", "corder", allOf);
    },
    69: ({ state }) => {
      state.setPace({ postCopyMs: 1_200 });
      state.setCopied("customer", "commerce2customer", "customer", allOf);
    },
    94: ({ state }) => {
      state.setPace({ vdiffRowsPerSecond: 380_000, vdiffStartMs: 1_300 });
    },
    101: ({ state }) => {
      state.setPace({ vdiffRowsPerSecond: 200_000 });
    },
    // A row written through vtgate after the switch, and one after the reverse.
    126: ({ sql }) => {
      sql.insertRows({ keyspace: "customer", table: "customer" }, [{ id: "900001", name: "After Switch", email: "after@example.com" }]);
    },
    139: ({ sql }) => {
      sql.insertRows({ keyspace: "commerce", table: "customer" }, [{ id: "900002", name: "After Reverse", email: "rev@example.com" }]);
    },
  },
};
