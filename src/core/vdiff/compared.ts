import type { TableName } from "../vitess/names.ts";
import type { VDiff } from "./vdiff.ts";

/** The tables that a VDiff compared to their end on every shard. One pass: a VDiff may cover 1,000 tables on 64 shards. */
export function listComparedTables({ tables, shards, whole }: VDiff): ReadonlySet<TableName> {
  const done = new Map<TableName, Set<string>>();
  for (const { table, shard, state } of tables) {
    if (state !== "completed") continue;
    const on = done.get(table);
    if (on === undefined) done.set(table, new Set([shard]));
    else on.add(shard);
  }
  const everywhere = [...done].filter(([, on]) => shards.every(({ shard }) => on.has(shard))).map(([table]) => table);
  return new Set([...everywhere, ...(whole?.tables ?? [])]);
}
