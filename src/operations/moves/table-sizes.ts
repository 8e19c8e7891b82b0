import type { Keyspace } from "../../core/names.ts";
import type { TableSize } from "../../core/readings.ts";
import type { Vitess } from "../ports.ts";
import { primariesOf } from "../watch/read-move.ts";

/** Rows and bytes of each table over all shards, as MySQL estimates them. */
export async function sizesIn(vitess: Vitess, keyspace: Keyspace, tables: readonly string[]): Promise<readonly TableSize[]> {
  const primaries = primariesOf(await vitess.tablets(keyspace));
  const perShard = await Promise.all(primaries.map((tablet) => vitess.tableSizes(tablet.alias, tables)));
  const sums = new Map<string, TableSize>();
  for (const { table, rows, bytes } of perShard.flat()) {
    const sum = sums.get(table) ?? { table, rows: 0n, bytes: 0n };
    sums.set(table, { table, rows: sum.rows + rows, bytes: sum.bytes + bytes });
  }
  return [...sums.values()].toSorted((a, b) => (a.table < b.table ? -1 : 1));
}
