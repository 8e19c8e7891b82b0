import type { LegacyScenario } from "../replay.ts";
import { copied, copiesAt, legacyCluster } from "./cluster.ts";

const message = 'Picked source tablet: cell:"zone1" uid:101';

/** Everything too early: a copy of 1.5 million rows, polled, switched, diffed; a workflow that never copied; a second one over the same table. */
export const v12CopyInProgress: LegacyScenario = {
  version: "v12.0.6",
  name: "02-copy-in-progress",
  cluster: () =>
    legacyCluster(
      12,
      { copyRowsPerSecond: 0, vdiffRowsPerSecond: 150_000 },
      {
        customer: { rows: 600_000, estimate: 604_572, bytes: 126_533_632 },
        corder: { rows: 900_000, estimate: 900_243, bytes: 91_881_472 },
      },
    ),
  before: {
    20: copiesAt(1_000),
    50: (simulator) => {
      // One transaction reaches the stream once it is done with the first table.
      simulator.sql.write({ keyspace: "commerce" });
      copied("corder", 900_000)(simulator);
    },
    77: copied("customer", 600_000),
    117: ({ state }) => {
      state.setPace({ copyRowsPerSecond: 55_000 });
      state.stall("customer", "wf", true);
    },
    118: copied("corder", 648_475),
    119: ({ state }) => {
      state.setMessage("customer", "wf", message);
    },
    135: (simulator) => {
      const { state } = simulator;
      state.stall("customer", "wf", false);
      state.setMessage("customer", "wf", "");
      copied("corder", 900_000)(simulator);
      state.stall("customer", "wf", true);
      state.setMessage("customer", "wf", message);
    },
  },
};
