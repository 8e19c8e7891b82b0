import type { LegacyScenario } from "../replay.ts";
import { cleanedUp, copiesAt, legacyCluster } from "./cluster.ts";

const sizes = {
  customer: { rows: 600_000, estimate: 604_572, bytes: 126_533_632 },
  corder: { rows: 900_000, estimate: 900_243, bytes: 91_881_472 },
};

/** The target is read-only: the stream says Running and copies nothing, and reads are switched to an empty table. */
export const v12TargetReadOnly: LegacyScenario = {
  version: "v12.0.6",
  name: "10-target-read-only",
  // A stream that cannot write never gets past its start.
  cluster: () => legacyCluster(12, { copyRowsPerSecond: 0, streamStartMs: 10_000_000 }, sizes),
  before: {
    20: ({ state }) => {
      state.setTabletAlive(102, false);
    },
  },
};

/** One table that is still being copied; and a workflow that finds no tablet to read from. */
export const v12OneTable: LegacyScenario = {
  version: "v12.0.6",
  name: "11-one-table-copy",
  cluster: () => legacyCluster(12, { copyRowsPerSecond: 0 }, sizes),
  before: {
    23: (simulator) => {
      cleanedUp(simulator);
      copiesAt(100_000)(simulator);
      simulator.cluster.tablets = simulator.cluster.tablets.filter((tablet) => tablet.alias.uid !== 102);
    },
  },
};
