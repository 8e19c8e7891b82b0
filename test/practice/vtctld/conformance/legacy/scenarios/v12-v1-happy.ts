import type { LegacyScenario } from "../replay.ts";
import { cleanedUp, copied, copiesAt, legacyCluster } from "./cluster.ts";

/** v1 from create to DropSources, three rounds: dropped, renamed, rolled back and the target dropped. */
export const v12V1Happy: LegacyScenario = {
  version: "v12.0.6",
  name: "03-v1-happy",
  cluster: () => legacyCluster(12, { copyRowsPerSecond: 0, vdiffRowsPerSecond: 180_000 }),
  before: {
    11: (simulator) => {
      copiesAt(4_000)(simulator);
      simulator.clock.advance(1);
    },
    25: (simulator) => {
      // One transaction reaches the stream once it is done with the first table.
      simulator.sql.write({ keyspace: "commerce" });
      copied("corder", 300_000)(simulator);
      copiesAt(0)(simulator);
    },
    31: copiesAt(20_000),
    40: copied("customer", 200_000),
    117: (simulator) => {
      cleanedUp(simulator);
      simulator.state.setStatistics("commerce", "0", "customer", { rows: 5_081 });
    },
    118: (simulator) => {
      copied("corder", 5_000)(simulator);
      copiesAt(0)(simulator);
    },
    124: (simulator) => {
      copiesAt(20_000)(simulator);
      copied("customer", 5_000)(simulator);
    },
    137: (simulator) => {
      cleanedUp(simulator);
      simulator.state.setStatistics("commerce", "0", "customer", { rows: 4_817 });
    },
    138: (simulator) => {
      copied("corder", 5_000)(simulator);
      copiesAt(0)(simulator);
    },
    150: (simulator) => {
      copiesAt(20_000)(simulator);
      copied("customer", 5_000)(simulator);
    },
  },
  untold: { 40: "the copy ended between two of the command's own queries" },
};
