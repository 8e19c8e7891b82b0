import type { LegacyScenario } from "../replay.ts";
import { legacyCluster } from "./cluster.ts";

const servedLater = "a switch for a cell that does not exist saves rules that only the next rebuild serves; here there is one set of rules";

/** Wrong arguments, wrong order, unknown names; and what a second workflow over the same tables does. */
export const v12Errors: LegacyScenario = {
  version: "v12.0.6",
  name: "05-errors",
  cluster: () =>
    legacyCluster(
      12,
      { copyRowsPerSecond: 30_000 },
      {
        customer: { rows: 20_000, estimate: 20_101, bytes: 4_734_976 },
        corder: { rows: 30_000, estimate: 30_135, bytes: 3_686_400 },
      },
    ),
  before: {},
  untold: { 169: servedLater, 170: servedLater, 171: servedLater },
};
