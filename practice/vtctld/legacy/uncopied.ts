import type { Shard } from "../cluster/cluster.ts";
import type { Stream } from "../cluster/streams.ts";
import type { VDiffTable } from "../cluster/vdiff-runs.ts";

/** At most this many of the rows without a made-up sample are returned, for the samples. */
const toldRows = 10;

/** Counts what a copy has not reached as missing: no VDiff of these versions checks whether the copy is done. */
export function countUncopied(shard: Shard, streams: readonly Stream[], table: VDiffTable): void {
  const here = Math.round(shard.tables.get(table.name)?.rows ?? 0);
  for (const state of streams.flatMap((stream) => stream.copyStates)) {
    // It also finds what another workflow copied into the same table.
    if (state.table !== table.name || here >= state.rowsTotal) continue;
    const missing = Math.round(state.rowsTotal - state.rowsDone);
    const first = Math.round(state.rowsDone) + 1;
    for (let told = 0; told < Math.min(toldRows, missing); told += 1) {
      table.extraSource.push(
        Object.fromEntries(table.columns.map((column) => [column, column === state.primaryKey ? String(first + told) : ""])),
      );
    }
    table.extraSourceUnseen += Math.max(0, missing - toldRows);
    table.sourceRows += missing;
    table.rowsToCompare += missing;
  }
}
