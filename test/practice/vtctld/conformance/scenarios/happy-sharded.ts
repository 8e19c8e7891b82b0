import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { told } from "./told.ts";

const allOf = Number.MAX_SAFE_INTEGER;
const workflow = "commerce2customer2";

/** From unsharded to two shards; the targets' row statistics are fresh. */
export const happySharded: Scenario = {
  name: "happy-sharded",
  cluster() {
    const cluster = createCommerceCluster({
      customerRows: 300_000,
      corderRows: 500_000,
      estimates: { customer: { rows: 296_327, bytes: 63_537_152 }, corder: { rows: 497_007, bytes: 50_954_240 } },
      statistics: "fresh",
      pace: { ...told, betweenTablesMs: 600 },
    });
    const tables = cluster.keyspaces.get("commerce")?.shards.get("0")?.tables;
    const customer = tables?.get("customer");
    const corder = tables?.get("corder");
    if (customer !== undefined) customer.spread = { "-80": 150_327, "80-": 149_673 };
    if (corder !== undefined) corder.spread = { "-80": 250_555, "80-": 249_445 };
    return cluster;
  },
  before: {
    9: ({ state }) => {
      state.setCopied("customer2", workflow, "corder", allOf);
    },
    17: ({ state }) => {
      state.setPace({ postCopyMs: 100 });
      state.setCopied("customer2", workflow, "customer", allOf, "80-");
    },
    18: ({ state, clock }) => {
      state.setPace({ postCopyMs: 500 });
      state.setCopied("customer2", workflow, "customer", allOf, "-80");
      clock.advance(1);
    },
    // What MySQL estimates of the copied tables.
    35: ({ state }) => {
      state.setStatistics("customer2", "-80", "corder", { rows: 249_228 });
      state.setStatistics("customer2", "80-", "corder", { rows: 248_101 });
      state.setPace({ vdiffRowsPerSecond: 170_000, vdiffStartMs: 300 });
    },
    42: ({ state }) => {
      state.setStatistics("customer2", "-80", "customer", { rows: 148_416 });
      state.setStatistics("customer2", "80-", "customer", { rows: 147_893 });
    },
    // A row written through vtgate after the switch.
    56: ({ sql }) => {
      const row = { id: "900001", name: "After Switch", email: "after@example.com" };
      sql.insertRows({ keyspace: "customer2", shard: "80-", table: "customer" }, [row]);
    },
  },
};
