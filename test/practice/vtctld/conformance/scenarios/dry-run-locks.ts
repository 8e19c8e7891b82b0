import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { told } from "./told.ts";

/** What dry runs touch in MySQL was examined separately; here their answers count. */
export const dryRunLocks: Scenario = {
  name: "dry-run-locks",
  cluster: () =>
    createCommerceCluster({
      customerRows: 100_000,
      estimates: { customer: { rows: 98_826, bytes: 21_544_960 } },
      pace: { ...told, copyRowsPerSecond: 50_000, betweenTablesMs: 700 },
    }),
  before: {
    1: ({ sql }) => {
      sql.createTable({ keyspace: "commerce", table: "extra2" }, { columns: ["id", "v"] });
    },
  },
};
