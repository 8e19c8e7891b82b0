import type { LegacyScenario } from "../replay.ts";
import { cleanedUp, legacyCluster } from "./cluster.ts";

/** Cancel in every state in which it is refused and not, Workflow start, stop and delete, and the flags of create. */
export const v12CancelStartStop: LegacyScenario = {
  version: "v12.0.6",
  name: "04-cancel-start-stop",
  cluster: () =>
    legacyCluster(
      12,
      { copyRowsPerSecond: 20_000 },
      {
        customer: { rows: 20_000, estimate: 20_101, bytes: 4_734_976 },
        corder: { rows: 30_000, estimate: 30_135, bytes: 3_686_400 },
      },
    ),
  before: { 86: cleanedUp, 99: cleanedUp },
};
