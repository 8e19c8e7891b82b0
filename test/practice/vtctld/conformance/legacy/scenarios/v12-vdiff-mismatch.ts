import type { LegacyScenario } from "../replay.ts";
import { legacyCluster } from "./cluster.ts";
import { plantDifferences, plantMany } from "./planted.ts";

/** VDiff with planted differences, on a stopped workflow, with clients that do not wait; and the forms that arguments may have. */
export const v12VDiffMismatch: LegacyScenario = {
  version: "v12.0.6",
  name: "06-vdiff-mismatch",
  cluster: () =>
    legacyCluster(
      12,
      { copyRowsPerSecond: 20_000, vdiffRowsPerSecond: 200_000 },
      {
        customer: { rows: 20_000, estimate: 20_101, bytes: 4_734_976 },
        corder: { rows: 30_000, estimate: 30_135, bytes: 3_686_400 },
      },
    ),
  before: {
    3: ({ sql }) => {
      plantDifferences(sql);
    },
    18: ({ sql }) => {
      plantMany(sql);
    },
    21: ({ sql }) => {
      sql.insertRows({ keyspace: "commerce", table: "customer" }, [{ id: "950001", name: "While stopped" }]);
    },
  },
};
