import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import { createThrottler } from "../../../../../practice/vtctld/cluster/throttler.ts";
import type { Scenario } from "../replay.ts";
import { told } from "./told.ts";

const allOf = Number.MAX_SAFE_INTEGER;

/** Throttled while copying, while running, and at the source; a writer runs all the time. */
export const lagThrottle: Scenario = {
  name: "lag-throttle",
  cluster() {
    const cluster = createCommerceCluster({
      customerRows: 300_000,
      corderRows: 200_000,
      estimates: { customer: { rows: 296_136, bytes: 63_537_152 }, corder: { rows: 198_996, bytes: 20_496_384 } },
      writesPerSecond: 20,
      pace: { ...told, copyRowsPerSecond: 0, betweenTablesMs: 1_000 },
    });
    // It had been on before.
    for (const keyspace of cluster.keyspaces.values()) keyspace.throttler = createThrottler();
    return cluster;
  },
  before: {
    30: ({ state }) => {
      state.setPace({ copyRowsPerSecond: 2_000 });
    },
    33: ({ state, clock }) => {
      state.setPace({ postCopyMs: 0 });
      state.setCopied("customer", "lag", "corder", allOf);
      clock.advance(1);
    },
    39: ({ state }) => {
      state.setPace({ postCopyMs: 700 });
      state.setCopied("customer", "lag", "customer", allOf);
    },
  },
};
