import { formatTabletAlias, type Keyspace, type Shard, type TabletAlias } from "../../../core/vitess/names.ts";
import type { Refreshed } from "../../../operations/ports.ts";
import type { Calls } from "../call/calls.ts";
import { encodeAlias } from "./topology.ts";

/** Sends no `cells`: given an unknown cell, the call answers OK and refreshes nothing (docs/facts/denied-tables.md#whole-refresh). */
export async function refreshShard(calls: Calls, keyspace: Keyspace, shard: Shard): Promise<Refreshed> {
  const answer = await calls.write("RefreshStateByShard", { keyspace, shard }, calls.deadlines.apply);
  return { whole: answer.is_partial_refresh !== true, missed: parseUnrefreshedTablets(answer.partial_refresh_details ?? "") };
}

/** The tablets that the details name: `failed to refresh tablet zone1-0000000101: Code: …`. */
function parseUnrefreshedTablets(details: string): readonly TabletAlias[] {
  return [...details.matchAll(/failed to refresh tablet (\w+)-(\d+):/g)].map(([, cell = "", uid = ""]) =>
    formatTabletAlias(cell, Number(uid)),
  );
}

export async function refreshTablet(calls: Calls, tablet: TabletAlias): Promise<void> {
  await calls.write("RefreshState", { tablet_alias: encodeAlias(tablet) }, calls.deadlines.apply);
}

export async function rebuildServing(calls: Calls, cells: readonly string[]): Promise<void> {
  await calls.write("RebuildVSchemaGraph", cells.length === 0 ? {} : { cells }, calls.deadlines.apply);
}
