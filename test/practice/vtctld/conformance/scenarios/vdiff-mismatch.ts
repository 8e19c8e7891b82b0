import type { Row } from "../../../../../practice/vtctld/cluster/cluster.ts";
import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { told } from "./told.ts";

const allOf = Number.MAX_SAFE_INTEGER;
const customer = { keyspace: "customer", table: "customer" };
const product = { keyspace: "customer", table: "product" };

function person(id: number, city: string, digest: string): Row {
  const notes = `${digest}${"x".repeat(56)}`;
  return { id: String(id), name: `Name ${id}`, email: `user${id}@example.com`, city, notes, created_at: "2026-11-20 22:44:41" };
}

const changed = [
  person(10, "Denver", "4a44dc15364204a80fe80e9039455cc1608281820fe2b24f1e5233ade6af1dd5"),
  person(20, "Gary", "f5ca38f748a1d6eaf726b8a42fb575c3c71f1864a8143301782de13da2d9202b"),
  person(30, "Chicago", "624b60c58c9d8bfb6ff1886c2fd605d2adeb6ea4da576068201b6c6958ce93f4"),
];
const missing = [
  person(40, "Fresno", "d59eced1ded07f84c145592f65bdf854358e009c5cd705f5215bf18697fed103"),
  person(50, "Boston", "1a6562590ef19d1045d06c4055742d38288e9e6dcd71ccde5cee80f1d5a774eb"),
];
const extra: Row[] = [
  { id: "2000001", name: "Extra", email: "extra@example.com", city: "", notes: "", created_at: "2026-11-20 22:44:52" },
  { id: "2000002", name: "Extra2", email: "extra2@example.com", city: "", notes: "", created_at: "2026-11-20 22:44:52" },
];
const monitor: Row = { sku: "SKU-1001", description: "Monitor", price: "100" };

/** Rows changed, deleted and added by hand on the target. */
export const vdiffMismatch: Scenario = {
  name: "vdiff-mismatch",
  cluster() {
    const cluster = createCommerceCluster({
      customerRows: 200_000,
      estimates: { customer: { rows: 197_547, bytes: 42_549_248 } },
      pace: { ...told, betweenTablesMs: 500, vdiffRowsPerSecond: 250_000, vdiffStartMs: 150 },
    });
    cluster.vdiffTableOrder = ["product", "customer"];
    return cluster;
  },
  before: {
    6: ({ state, clock }) => {
      state.setPace({ postCopyMs: 0 });
      state.setCopied("customer", "vd", "customer", allOf);
      clock.advance(1);
    },
    18: ({ sql }) => {
      sql.changeRows(
        customer,
        changed.map((from) => ({ from, to: { ...from, email: "changed@example.com" } })),
      );
      sql.deleteRows(customer, missing);
      sql.insertRows(customer, extra);
      sql.changeRows(product, [{ from: monitor, to: { ...monitor, price: "101" } }]);
    },
    28: ({ state }) => {
      state.setPace({ vdiffStartMs: 50 });
    },
    34: ({ cluster }) => {
      cluster.vdiffTableOrder = ["customer", "product"];
    },
    74: ({ sql }) => {
      // All is fixed except the deleted rows: the client's attempt to restore them failed.
      sql.mend(customer);
      sql.deleteRows(customer, missing);
    },
    77: ({ sql }) => {
      sql.renameTable(product, "product_away");
    },
    81: ({ sql }) => {
      sql.renameTable({ ...product, table: "product_away" }, "product");
    },
  },
};
