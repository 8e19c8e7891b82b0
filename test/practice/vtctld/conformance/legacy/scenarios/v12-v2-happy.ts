import type { LegacyScenario } from "../replay.ts";
import { legacyCluster, usualSizes } from "./cluster.ts";

/** v2 from create to complete, with a small writer running. */
export const v12V2Happy: LegacyScenario = {
  version: "v12.0.6",
  name: "01-v2-happy",
  cluster: () => legacyCluster(12, { copyRowsPerSecond: 80_000, vdiffRowsPerSecond: 250_000 }, usualSizes, 10),
  before: {},
};
