import type { LegacyScenario } from "../replay.ts";
import { legacyCluster, usualSizes } from "./cluster.ts";
import { plantDifferences } from "./planted.ts";

const small = {
  customer: { rows: 20_000, estimate: 20_070, bytes: 4_734_976 },
  corder: { rows: 30_000, estimate: 30_135, bytes: 3_686_400 },
};

/** v2 from create to complete, polled from the first second on, with VDiff of both kinds. */
export const v14V2Happy: LegacyScenario = {
  version: "v14.0.5",
  name: "01-v2-happy",
  cluster: () => legacyCluster(14, { copyRowsPerSecond: 90_000, vdiffRowsPerSecond: 250_000, streamStartMs: 10 }, usualSizes, 10),
  before: {},
};

/** Differences planted while the copy runs: VDiff is not refused and finds more than there are. */
export const v14VDiffMismatch: LegacyScenario = {
  version: "v14.0.5",
  name: "02-vdiff-mismatch",
  cluster: () => legacyCluster(14, { copyRowsPerSecond: 20_000, vdiffRowsPerSecond: 250_000 }, small),
  before: {
    2: ({ sql }) => {
      plantDifferences(sql);
    },
  },
};

/** v1 from create to DropSources; then cancel, of a stopped copy and of one that never started. */
export const v14V1AndCancel: LegacyScenario = {
  version: "v14.0.5",
  name: "03-v1-and-cancel",
  cluster: () => legacyCluster(14, { copyRowsPerSecond: 20_000 }, small),
  before: {},
};
