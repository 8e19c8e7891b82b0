import { findTablet, formatAlias, listTabletsInKeyspace, type Tablet } from "./cluster.ts";
import { refreshPrimary } from "./denied-tables.ts";
import { VtctldError, texts } from "./errors.ts";
import type { Operation } from "./operation.ts";
import type { RefreshByShardRequest, TabletRequest } from "./requests.ts";

/** How long these calls wait for a tablet that does not answer (recordings/v23.0.3/rescue-with-refresh, calls 053 and 054). */
const REFRESH_LASTS_MS = 15_000;

/** RefreshStateByShard: tablets read their shard's record. A silent one makes it partial; a cell without tablets refreshes nothing. */
export async function refreshByShard(operation: Operation, { keyspace, shard: name, cells }: RefreshByShardRequest): Promise<object> {
  const { cluster, clock, signal } = operation;
  if (keyspace === "") throw new VtctldError(texts.refreshNeeds("keyspace"));
  if (name === "") throw new VtctldError(texts.refreshNeeds("shard"));
  const shard = cluster.keyspaces.get(keyspace)?.shards.get(name);
  if (shard === undefined) throw new VtctldError(texts.refreshNoShard(keyspace, name));
  const asked = listTabletsInKeyspace(cluster, keyspace, name).filter(({ alias }) => cells.length === 0 || cells.includes(alias.cell));
  if (asked.some(({ alias }) => alias.uid === shard.primary.uid)) refreshPrimary(cluster, shard);
  const dead = asked.filter(({ alive }) => !alive);
  if (dead.length === 0) return {};
  await clock.sleep(REFRESH_LASTS_MS, signal);
  return { is_partial_refresh: true, partial_refresh_details: dead.map((tablet) => `${formatRefreshFailure(tablet)}\n`).join("") };
}

/** RefreshState: one tablet reads its shard's record. Only a primary denies anything. */
export async function refreshTablet(operation: Operation, { tablet_alias: alias }: TabletRequest): Promise<object> {
  const { cluster, clock, signal } = operation;
  if (alias === null) throw new VtctldError(texts.refreshNeedsTablet);
  const tablet = findTablet(cluster, alias);
  if (tablet === undefined) {
    const isCell = cluster.cells.includes(alias.cell);
    const path = isCell ? `/${alias.cell}/tablets/${formatAlias(alias)}/Tablet` : `/global/cells/${alias.cell}/CellInfo`;
    throw new VtctldError(texts.refreshNoTablet(alias, path));
  }
  if (!tablet.alive) {
    await clock.sleep(REFRESH_LASTS_MS, signal);
    throw new VtctldError(texts.dialRefused(alias));
  }
  const shard = cluster.keyspaces.get(tablet.keyspace)?.shards.get(tablet.shard);
  if (shard?.primary.uid === alias.uid) refreshPrimary(cluster, shard);
  return {};
}

/** The error for a tablet that could not be refreshed. */
export function formatRefreshFailure(tablet: Tablet): string {
  return `failed to refresh tablet ${formatAlias(tablet.alias)}: Code: DEADLINE_EXCEEDED\n${texts.dialRefused(tablet.alias)}`;
}
