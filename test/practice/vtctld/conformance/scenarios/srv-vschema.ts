import type { Scenario } from "../replay.ts";
import { secondCluster } from "./second-run.ts";

/** The serving graph next to the saved rules, at every stage of two moves; writes first and then everything; a rebuild; skip_rebuild. */
export const srvVSchema: Scenario = {
  name: "srv-vschema",
  cluster: secondCluster,
  before: {
    // Between the two moves the table was recreated at the source, and dropped at the target.
    82: ({ sql, state }) => {
      state.setPace({ copyRowsPerSecond: 100_000, postCopyMs: 0 });
      sql.dropTable({ keyspace: "customer", table: "product" });
      state.setVSchemaTable("customer", "product", undefined);
      sql.createTable({ keyspace: "commerce", table: "product" }, { rows: 5, primaryKey: "sku", columns: ["sku", "description", "price"] });
      state.setVSchemaTable("commerce", "product", { columnVindexes: [] });
    },
  },
  // Every plan and write in the recording (`node served.js`).
  vtgate: [
    { before: 9, table: "product", primary: "commerce", reads: "commerce", write: "passed" },
    { before: 15, table: "product", primary: "commerce", reads: "commerce", write: "passed" },
    { before: 24, table: "product", primary: "commerce", reads: "customer", write: "passed" },
    { before: 30, table: "product", primary: "commerce", reads: "commerce", write: "passed" },
    { before: 36, table: "product", primary: "customer", reads: "commerce", write: "passed" },
    { before: 45, table: "product", primary: "customer", reads: "commerce", write: "passed" },
    { before: 48, table: "product", primary: "customer", reads: "customer", write: "passed" },
    { before: 56, table: "product", primary: "customer", reads: "customer", write: "passed" },
    { before: 63, table: "product", primary: "commerce", reads: "commerce", write: "passed" },
    { before: 69, table: "product", primary: "customer", reads: "customer", write: "passed" },
    { before: 72, table: "product", primary: "customer", reads: "customer", write: "passed" },
    { before: 82, table: "product", primary: "customer", reads: "customer", write: "passed" },
    { before: 90, table: "customer", primary: "customer", reads: "commerce" },
    { before: 96, table: "customer", primary: "customer", reads: "customer" },
    { before: 103, table: "customer", primary: "customer", reads: "commerce" },
  ],
};
