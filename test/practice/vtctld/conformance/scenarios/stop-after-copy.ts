import type { Scenario } from "../replay.ts";
import { secondCluster } from "./second-run.ts";

/** A workflow that stops at the end of its copy, and again at once when it is started; it can still be switched. */
export const stopAfterCopy: Scenario = {
  name: "stop-after-copy",
  cluster: secondCluster,
  before: {
    2: ({ state }) => {
      state.setPace({ copyRowsPerSecond: 100_000, postCopyMs: 0, betweenTablesMs: 600 });
    },
  },
};
