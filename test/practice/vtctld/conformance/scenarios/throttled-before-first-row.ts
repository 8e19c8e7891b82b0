import type { Scenario } from "../replay.ts";
import { secondCluster } from "./second-run.ts";

/** A copy that the throttler holds back before its first row, and then releases. */
export const throttledBeforeFirstRow: Scenario = {
  name: "throttled-before-first-row",
  cluster: secondCluster,
  before: {
    // Released at 20, it took a second to notice.
    6: ({ state }) => {
      state.setPace({ copyRowsPerSecond: 0 });
    },
    22: ({ state }) => {
      state.setPace({ copyRowsPerSecond: 100_000, postCopyMs: 0, betweenTablesMs: 900 });
    },
  },
};
