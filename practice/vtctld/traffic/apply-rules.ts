import type { Cluster } from "../cluster/cluster.ts";
import { recordAllowed, recordDenied } from "../cluster/denied-tables.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import { withKeyspaceLock, type Operation } from "../cluster/operation.ts";
import type {
  ApplyKeyspaceRoutingRulesRequest,
  ApplyRoutingRulesRequest,
  ApplyShardRoutingRulesRequest,
  SetShardTabletControlRequest,
} from "../cluster/requests.ts";
import { saveRules } from "../cluster/rules.ts";
import { answerShard } from "../cluster/topology-answers.ts";
import { rebuildGraph } from "../cluster/serving.ts";

/** ApplyRoutingRules: the whole document is replaced; a rule to an unknown keyspace is accepted. */
export function applyRoutingRules(cluster: Cluster, request: ApplyRoutingRulesRequest): object {
  const rules = request.routing_rules?.rules ?? [];
  saveRules(cluster, { routingRules: new Map(rules.map(({ from_table, to_tables }) => [from_table, to_tables])) });
  if (!request.skip_rebuild) rebuildGraph(cluster, request.rebuild_cells);
  return {};
}

export function applyShardRoutingRules(cluster: Cluster, request: ApplyShardRoutingRulesRequest): object {
  const rules = request.shard_routing_rules?.rules ?? [];
  cluster.shardRoutingRules = rules.map(({ from_keyspace, to_keyspace, shard }) => ({
    fromKeyspace: from_keyspace,
    toKeyspace: to_keyspace,
    shard,
  }));
  if (!request.skip_rebuild) rebuildGraph(cluster, request.rebuild_cells);
  return {};
}

export function applyKeyspaceRoutingRules(cluster: Cluster, request: ApplyKeyspaceRoutingRulesRequest): object {
  const rules = request.keyspace_routing_rules?.rules ?? [];
  cluster.keyspaceRoutingRules = rules.map(({ from_keyspace, to_keyspace }) => ({ fromKeyspace: from_keyspace, toKeyspace: to_keyspace }));
  if (!request.skip_rebuild) rebuildGraph(cluster, request.rebuild_cells);
  return {};
}

// From here on vtctld only logs that there was nothing to remove.
const FORGIVES_MISSING_ENTRIES_SINCE = 21;

/** SetShardTabletControl, which waits for the keyspace's lock, edits the record and refreshes no tablet. */
export async function setTabletControl(operation: Operation, request: SetShardTabletControlRequest): Promise<object> {
  const { cluster } = operation;
  const shard = cluster.keyspaces.get(request.keyspace)?.shards.get(request.shard);
  if (shard === undefined) throw new VtctldError(texts.noNode(`/global/keyspaces/${request.keyspace}/shards/${request.shard}/Shard`));
  await withKeyspaceLock(operation, request.keyspace, "SetShardTabletControl", () => {
    if (request.tablet_type !== "PRIMARY") {
      const others = (shard.otherControls ?? []).filter(({ tabletType }) => tabletType !== request.tablet_type);
      const control = { tabletType: request.tablet_type, cells: request.cells, deniedTables: request.denied_tables, frozen: false };
      shard.otherControls = request.remove ? others : [...others, control];
      return Promise.resolve();
    }
    const missing = request.denied_tables.some((table) => !shard.deniedTables.includes(table));
    if (request.remove && missing && cluster.version < FORGIVES_MISSING_ENTRIES_SINCE) throw new VtctldError(texts.notDenied);
    if (!request.remove && !missing) throw new VtctldError(texts.alreadyDenied);
    if (request.remove) recordAllowed(shard, request.denied_tables);
    else recordDenied(shard, request.denied_tables);
    return Promise.resolve();
  });
  return { shard: answerShard(cluster, { keyspace: request.keyspace, shard_name: request.shard }).shard.shard };
}
