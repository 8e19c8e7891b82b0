import type { VtctldSimulator } from "../../../../../../practice/vtctld/simulator.ts";
import type { LegacyScenario } from "../replay.ts";
import { cleanedUp, legacyCluster } from "./cluster.ts";

/** Another session locks the target's table, a row is written at the source, and after a while the lock is gone. */
function lockedFor(ms: number): (simulator: VtctldSimulator) => void {
  return ({ sql, state, clock }) => {
    state.stall("customer", "wf", true);
    sql.write({ keyspace: "commerce" });
    void clock.sleep(ms).then(() => {
      state.stall("customer", "wf", false);
    });
  };
}

function writeAtSource({ sql }: VtctldSimulator): void {
  sql.write({ keyspace: "commerce" });
}

/** Catch-up timeouts with both command sets, two commands at once, and clients that go away halfway. */
export const v12Timeouts: LegacyScenario = {
  version: "v12.0.6",
  name: "07-timeouts-locks-down",
  cluster: () =>
    legacyCluster(
      12,
      { copyRowsPerSecond: 20_000 },
      {
        customer: { rows: 20_000, estimate: 20_101, bytes: 4_734_976 },
        corder: { rows: 30_000, estimate: 30_135, bytes: 3_686_400 },
      },
    ),
  before: {
    5: lockedFor(9_000),
    15: lockedFor(12_900),
    24: ({ sql }) => {
      sql.write({ keyspace: "customer" });
    },
    29: lockedFor(6_300),
    35: lockedFor(6_300),
    47: lockedFor(10_400),
    58: writeAtSource,
    65: cleanedUp,
    73: lockedFor(8_000),
    88: writeAtSource,
    95: writeAtSource,
  },
};
