import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import { createNoOptions, writeLog } from "../../../../../practice/vtctld/cluster/streams.ts";
import type { Scenario } from "../replay.ts";
import { told } from "./told.ts";

/** Refusals of every kind; product is used for quick workflows, customer and corder for one that copies. */
export const errors: Scenario = {
  name: "errors",
  cluster: () =>
    createCommerceCluster({
      customerRows: 300_000,
      corderRows: 500_000,
      estimates: { customer: { rows: 296_136, bytes: 63_537_152 }, corder: { rows: 497_007, bytes: 50_954_240 } },
      pace: told,
    }),
  before: {
    58: ({ sql }) => {
      sql.createTable({ keyspace: "customer", table: "product" }, { primaryKey: "sku", columns: ["sku", "description", "price"] });
      sql.insertRows({ keyspace: "customer", table: "product" }, [{ sku: "SKU-1001", description: "conflict", price: "1" }]);
    },
    60: ({ sql }) => {
      sql.dropTable({ keyspace: "customer", table: "product" });
    },
    // The client gave itself 10 ms, which was too short that time.
    180: ({ faults }) => {
      faults.inject({ rpc: "WorkflowStatus" }, { kind: "delay", ms: 1_000 });
    },
    190: ({ sql }) => {
      sql.createTable({ keyspace: "commerce", table: "extra5" });
    },
    // The second workflow's stream met the first one's journal in the binlog, moved to the new keyspace, and ran into its own rows.
    192: ({ state, clock }) => {
      const shard = state.shard("customer", "0");
      for (const stream of state.streams("customer", "big2")) {
        stream.source = { keyspace: "customer", shard: "0" };
        stream.options = createNoOptions();
        stream.state = "Error";
        stream.message =
          "terminal error: error applying event: Duplicate entry '187357' for key 'customer.PRIMARY' (errno 1062) (sqlstate 23000)";
        stream.copyStates = [];
        stream.rowsCopied = 0;
        stream.position = 11_125;
        stream.logs = [];
        writeLog(shard, stream, clock.now(), "State Changed", "Error", stream.message);
      }
    },
  },
};
