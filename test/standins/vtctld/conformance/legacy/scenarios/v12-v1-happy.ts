import type { VtctldSimulator } from "../../../simulator.ts";
import type { LegacyScenario } from "../replay.ts";
import { legacyCluster } from "./cluster.ts";

/** The tables are put back into the source, small, and taken out of the target; between the rounds nobody had a command for it. */
function tablesBack({ sql, cluster }: VtctldSimulator): void {
  const columns = { customer: ["id", "name", "email", "city", "notes", "created_at"], corder: ["order_id", "customer_id", "sku", "price", "note"] };
  for (const table of ["customer", "corder"] as const) {
    cluster.keyspaces.get("customer")?.shards.get("0")?.tables.delete(table);
    sql.createTable(
      { keyspace: "commerce", table },
      { rows: 5_000, bytes: 1_589_248, primaryKey: table === "customer" ? "id" : "order_id", columns: columns[table] },
    );
    cluster.keyspaces.get("commerce")?.vschema.tables.set(table, { columnVindexes: [] });
  }
}

/** v1 from create to DropSources, three rounds: dropped, renamed, rolled back and the target dropped. */
export const v12V1Happy: LegacyScenario = {
  version: "v12.0.6",
  name: "03-v1-happy",
  cluster: () => legacyCluster(12, { copyRowsPerSecond: 75_000, vdiffRowsPerSecond: 180_000, streamStartMs: 900 }),
  before: {
    28: ({ sql }) => {
      sql.write({ keyspace: "commerce" });
    },
    117: (simulator) => {
      tablesBack(simulator);
      simulator.state.setPace({ copyRowsPerSecond: 8_000, streamStartMs: 10 });
    },
    137: tablesBack,
  },
};
