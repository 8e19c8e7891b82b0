import type { Keyspace, Shard, TableName } from "../../core/vitess/names.ts";
import type { TableSize } from "../../core/readings/readings.ts";
import type { Vitess } from "../ports.ts";
import { listPrimaries } from "./read-move.ts";

/** MySQL's estimates of rows and bytes of each table, over these shards or, if none is named, over all. */
export async function estimateSizes(
  vitess: Vitess,
  keyspace: Keyspace,
  tables: readonly TableName[],
  shards: readonly Shard[] = [],
): Promise<readonly TableSize[]> {
  const all = listPrimaries(await vitess.tablets(keyspace));
  const primaries = shards.length === 0 ? all : all.filter(({ shard }) => shards.includes(shard));
  const perShard = await Promise.all(primaries.map((tablet) => vitess.tableSizes(tablet.alias, tables)));
  const sums = new Map<string, TableSize>();
  for (const { table, rows, bytes } of perShard.flat()) {
    const sum = sums.get(table) ?? { table, rows: 0n, bytes: 0n };
    sums.set(table, { table, rows: sum.rows + rows, bytes: sum.bytes + bytes });
  }
  return [...sums.values()].toSorted((a, b) => (a.table < b.table ? -1 : 1));
}
