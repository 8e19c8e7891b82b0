import type { LegacyScenario } from "../replay.ts";
import { cleanedUp, copied, copiesAt, legacyCluster, usualSizes } from "./cluster.ts";

const small = {
  customer: { rows: 20_000, estimate: 20_070, bytes: 4_734_976 },
  corder: { rows: 30_000, estimate: 30_135, bytes: 3_686_400 },
};

/** v2 from create to complete, polled from the first second on, with VDiff of both kinds. */
export const v14V2Happy: LegacyScenario = {
  version: "v14.0.5",
  name: "01-v2-happy",
  cluster: () => legacyCluster(14, { copyRowsPerSecond: 2_000, vdiffRowsPerSecond: 260_000 }, usualSizes, 10),
  before: {
    36: copied("corder", 300_000),
    45: copied("customer", 200_000),
  },
};

/** Differences planted while the copy runs: VDiff is not refused and finds more than there are. */
export const v14VDiffMismatch: LegacyScenario = {
  version: "v14.0.5",
  name: "02-vdiff-mismatch",
  cluster: () => legacyCluster(14, { copyRowsPerSecond: 10, vdiffRowsPerSecond: 250_000 }, small),
  before: {
    2: (simulator) => {
      const { sql } = simulator;
      copied("corder", 30_000)(simulator);
      copiesAt(0)(simulator);
      // The customers are not copied yet, so there is nothing to change or remove.
      sql.deleteRows({ keyspace: "customer", table: "corder" }, [{ order_id: "500", customer_id: "19501", sku: "SKU-1001", price: "10" }]);
      sql.insertRows({ keyspace: "customer", table: "customer" }, [
        { id: "2000001", name: "Extra A" },
        { id: "2000002", name: "Extra B" },
      ]);
    },
    14: (simulator) => {
      copiesAt(10)(simulator);
      copied("customer", 20_000)(simulator);
    },
  },
};

/** v1 from create to DropSources; then cancel, of a stopped copy and of one that never started. */
export const v14V1AndCancel: LegacyScenario = {
  version: "v14.0.5",
  name: "03-v1-and-cancel",
  cluster: () => legacyCluster(14, { copyRowsPerSecond: 1_000 }, small),
  before: {
    4: (simulator) => {
      copied("corder", 30_000)(simulator);
      copiesAt(10)(simulator);
    },
    9: copied("customer", 20_000),
    28: (simulator) => {
      cleanedUp(simulator);
      copiesAt(1_000)(simulator);
      simulator.state.setStatistics("commerce", "0", "customer", { rows: 18_800, bytes: 4_734_976 });
    },
    29: copied("corder", 5_000),
    55: copied("corder", 5_000),
  },
};
