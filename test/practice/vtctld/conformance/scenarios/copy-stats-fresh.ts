import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { told } from "./told.ts";

/** Row statistics of the target are fresh, and secondary keys are not deferred. */
export const copyStatsFresh: Scenario = {
  name: "copy-stats-fresh",
  cluster: () =>
    createCommerceCluster({
      customerRows: 500_000,
      corderRows: 800_000,
      estimates: { customer: { rows: 493_694, bytes: 105_529_344 }, corder: { rows: 795_179, bytes: 81_395_712 } },
      statistics: "fresh",
      pace: { ...told, copyRowsPerSecond: 41_000, streamStartMs: 200, betweenTablesMs: 700 },
    }),
  before: {
    // The rows exist, but the first batch's key is not saved yet.
    3: ({ state }) => {
      for (const stream of state.streams("customer", "fresh")) for (const copy of stream.copyStates) copy.rowsDone = 0;
    },
  },
};
