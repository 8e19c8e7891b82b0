import type { VtctldSimulator } from "../../../../../../practice/vtctld/simulator.ts";
import type { LegacyScenario } from "../replay.ts";
import { shardedLegacyCluster, vschemaApplied } from "./cluster.ts";

const small = {
  customer: { rows: 20_000, estimate: 20_101, bytes: 4_734_976 },
  corder: { rows: 30_000, estimate: 30_135, bytes: 3_686_400 },
};

const place = { keyspace: "customer2", shard: "-80", table: "customer" };

/** Two customers changed and one removed in the first shard. */
function planted({ sql }: VtctldSimulator): void {
  sql.changeRows(
    place,
    [4, 6].map((id) => ({ from: { id: String(id), name: "there" }, to: { id: String(id), name: "here" } })),
  );
  sql.deleteRows(place, [{ id: "1", name: "Name 1" }]);
}

/** From an unsharded to a sharded keyspace, with VDiff, switch, reverse and complete. */
export const v12Sharded: LegacyScenario = {
  version: "v12.0.6",
  name: "09-sharded-target",
  cluster: () => shardedLegacyCluster({ copyRowsPerSecond: 20_000 }, small),
  before: { 6: vschemaApplied, 14: planted },
};

/** The same with a source that came back read-only: the reverse streams cannot write, and the failed reverse deletes the workflow. */
export const v12ShardedSourceReadOnly: LegacyScenario = {
  version: "v12.0.6",
  name: "09-sharded-source-readonly",
  cluster: () => shardedLegacyCluster({ copyRowsPerSecond: 20_000 }, small),
  before: {
    6: vschemaApplied,
    14: planted,
    28: ({ state, sql }) => {
      state.stall("commerce", "wf_reverse", true);
      for (const shard of ["-80", "80-"]) sql.write({ keyspace: "customer2", shard });
    },
  },
};
