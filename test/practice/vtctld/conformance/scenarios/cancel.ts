import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { told } from "./told.ts";

const allOf = Number.MAX_SAFE_INTEGER;

/** Start, stop, update, cancel in every state. */
export const cancel: Scenario = {
  name: "cancel",
  cluster: () =>
    createCommerceCluster({
      customerRows: 500_000,
      corderRows: 800_000,
      estimates: { customer: { rows: 493_694, bytes: 105_529_344 }, corder: { rows: 795_179, bytes: 81_395_712 } },
      pace: { ...told, postCopyMs: 4_000, betweenTablesMs: 2_000 },
    }),
  before: {
    34: ({ state }) => {
      state.setCopied("customer", "c1", "corder", allOf);
    },
    56: ({ state }) => {
      state.setPace({ postCopyMs: 3_000 });
      state.setCopied("customer", "c1", "customer", allOf);
    },
    94: ({ sql }) => {
      sql.dropTable({ keyspace: "customer", table: "corder" });
      sql.dropTable({ keyspace: "customer", table: "product" });
    },
    129: ({ state }) => {
      state.setPace({ postCopyMs: 3_500, betweenTablesMs: 1_000 });
      state.setCopied("customer", "c5", "corder", allOf);
    },
  },
};
