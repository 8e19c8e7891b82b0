import type { Cluster, Pace } from "../../../../../../practice/vtctld/cluster/cluster.ts";
import type { VtctldSimulator } from "../../../../../../practice/vtctld/simulator.ts";
import { refreshPrimary } from "../../../../../../practice/vtctld/cluster/denied-tables.ts";
import { createCommerceCluster } from "../../../../../../practice/vtctld/cluster/presets.ts";
import { rebuildGraph } from "../../../../../../practice/vtctld/cluster/serving.ts";

/** Rows of the two big tables, and MySQL's estimates of them. */
export interface Sizes {
  customer: { rows: number; estimate: number; bytes: number };
  corder: { rows: number; estimate: number; bytes: number };
}

export const usualSizes: Sizes = {
  customer: { rows: 200_000, estimate: 200_105, bytes: 42_549_248 },
  corder: { rows: 300_000, estimate: 300_195, bytes: 30_998_528 },
};

/** When the primaries of the recorded clusters became primaries. */
const recordedStarts = {
  v12: {
    commerce: { seconds: 1_795_213_079, nanoseconds: 146_955_572 },
    customer: { seconds: 1_795_213_081, nanoseconds: 554_658_515 },
  },
  v14: {
    commerce: { seconds: 1_795_214_872, nanoseconds: 833_584_621 },
    customer: { seconds: 1_795_214_875, nanoseconds: 898_809_833 },
  },
};

/** The cluster of the old versions' recordings: commerce/0 with an rdonly tablet, customer/0 without; row statistics follow the truth. */
export function legacyCluster(version: number, pace: Partial<Pace>, sizes: Sizes = usualSizes, writesPerSecond = 0): Cluster {
  const cluster = createCommerceCluster({
    version,
    customerRows: sizes.customer.rows,
    corderRows: sizes.corder.rows,
    estimates: {
      customer: { rows: sizes.customer.estimate, bytes: sizes.customer.bytes },
      corder: { rows: sizes.corder.estimate, bytes: sizes.corder.bytes },
    },
    statistics: "fresh",
    writesPerSecond,
    pace: { postCopyMs: 0, betweenTablesMs: 0, streamStartMs: 10, switchStepMs: 0, vdiffStartMs: 20, ...pace },
  });
  cluster.keyspaces.delete("customer2");
  cluster.tablets = cluster.tablets.filter((tablet) => tablet.keyspace !== "customer2");
  const [primary] = cluster.tablets;
  if (primary === undefined) throw new Error("the preset has no tablets");
  const { primaryTermStart: _start, ...replica } = primary;
  cluster.tablets.splice(2, 0, { ...replica, alias: { cell: "zone1", uid: 102 }, type: "RDONLY" });
  for (const tablet of cluster.tablets) tablet.hostname = "127.0.0.1";
  const starts = version >= 14 ? recordedStarts.v14 : recordedStarts.v12;
  for (const [name, start] of Object.entries(starts)) {
    for (const shard of cluster.keyspaces.get(name)?.shards.values() ?? []) shard.primaryTermStart = start;
    for (const tablet of cluster.tablets) if (tablet.keyspace === name && tablet.type === "PRIMARY") tablet.primaryTermStart = start;
  }
  return cluster;
}

/** The same with the sharded keyspace customer2 (only the primaries 300 and 400), and no vschema for its tables. */
export function shardedLegacyCluster(pace: Partial<Pace>, sizes: Sizes): Cluster {
  const cluster = legacyCluster(12, pace, sizes);
  const full = createCommerceCluster();
  const customer2 = full.keyspaces.get("customer2");
  if (customer2 === undefined) throw new Error("the preset has no customer2");
  customer2.vschema.tables.clear();
  customer2.vschema.vindexes.clear();
  const starts = {
    "-80": { seconds: 1_795_215_361, nanoseconds: 564_523_174 },
    "80-": { seconds: 1_795_215_361, nanoseconds: 648_529_803 },
  };
  for (const [name, start] of Object.entries(starts)) {
    const shard = customer2.shards.get(name);
    if (shard !== undefined) shard.primaryTermStart = start;
    for (const tablet of full.tablets) {
      if (tablet.keyspace !== "customer2" || tablet.shard !== name) continue;
      cluster.tablets.push({ ...tablet, hostname: "127.0.0.1", primaryTermStart: start });
    }
  }
  cluster.keyspaces.set("customer2", customer2);
  return cluster;
}

/** The vschema applied to customer2: both tables by hash. */
export function vschemaApplied({ cluster }: VtctldSimulator): void {
  const vschema = cluster.keyspaces.get("customer2")?.vschema;
  vschema?.vindexes.set("hash", { type: "hash" });
  vschema?.tables.set("corder", { columnVindexes: [{ column: "customer_id", name: "hash" }] });
  vschema?.tables.set("customer", { columnVindexes: [{ column: "id", name: "hash" }] });
}

/** What was cleaned up by hand between two parts of a scenario: the target's tables, all rules and deny lists; the source keeps its tables. */
export function cleanedUp({ cluster, sql }: VtctldSimulator): void {
  cluster.routingRules.clear();
  rebuildGraph(cluster);
  for (const keyspace of cluster.keyspaces.values()) {
    for (const shard of keyspace.shards.values()) {
      shard.deniedTables = [];
      refreshPrimary(cluster, shard);
      shard.streams = [];
    }
  }
  const columns = {
    customer: ["id", "name", "email", "city", "notes", "created_at"],
    corder: ["order_id", "customer_id", "sku", "price", "note"],
  };
  for (const table of ["customer", "corder"] as const) {
    const source = cluster.keyspaces.get("commerce");
    cluster.keyspaces.get("customer")?.shards.get("0")?.tables.delete(table);
    cluster.keyspaces.get("customer")?.vschema.tables.delete(table);
    source?.vschema.tables.set(table, { columnVindexes: [] });
    source?.shards.get("0")?.tables.delete(`_${table}_old`);
    if (source?.shards.get("0")?.tables.has(table) === true) continue;
    sql.createTable(
      { keyspace: "commerce", table },
      { rows: 5_000, bytes: 1_589_248, primaryKey: table === "customer" ? "id" : "order_id", columns: columns[table] },
    );
  }
}

/** Puts a copy where it was recorded, because the pace of the recorded machine was uneven. */
export function copied(table: string, rows: number): (simulator: VtctldSimulator) => void {
  return ({ state, clock }) => {
    state.setCopied("customer", "wf", table, rows);
    clock.advance(1);
  };
}

/** From here on this many rows are copied a second. */
export function copiesAt(copyRowsPerSecond: number): (simulator: VtctldSimulator) => void {
  return ({ state }) => {
    state.setPace({ copyRowsPerSecond });
  };
}
