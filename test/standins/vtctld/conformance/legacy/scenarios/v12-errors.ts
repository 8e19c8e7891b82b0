import type { LegacyScenario } from "../replay.ts";
import { legacyCluster } from "./cluster.ts";

/** Wrong arguments, wrong order, names of nothing; and what a second workflow over the same tables does. */
export const v12Errors: LegacyScenario = {
  version: "v12.0.6",
  name: "05-errors",
  cluster: () =>
    legacyCluster(
      12,
      { copyRowsPerSecond: 30_000 },
      {
        customer: { rows: 20_000, estimate: 20_101, bytes: 4_734_976 },
        corder: { rows: 30_000, estimate: 30_135, bytes: 3_686_400 },
      },
    ),
  before: {},
};
