import type { Cluster } from "../cluster/cluster.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import { rebuildGraph, servedIn } from "../cluster/serving.ts";
import type { CellRequest, CellsRequest } from "../cluster/requests.ts";
import { keyspaceRules, mirrorRules, shardRules, tableRules } from "../cluster/rule-messages.ts";

/** GetSrvVSchema: one cell's serving graph; an unknown cell is an error. */
export function servingAnswer(cluster: Cluster, { cell }: CellRequest): object {
  if (!cluster.cells.includes(cell)) throw new VtctldError(texts.noNode(`/global/cells${cell === "" ? "" : `/${cell}`}/CellInfo`));
  if (cluster.unbuilt.has(cell)) throw new VtctldError(texts.noNode(`/${cell}/SrvVSchema`));
  return { srv_v_schema: graphMessage(cluster, cell) };
}

/** GetSrvVSchemas: every cell's, or the named ones'; an unknown cell is silently left out. */
export function servingAnswers(cluster: Cluster, { cells }: CellsRequest): object {
  const asked = cluster.cells.filter((cell) => !cluster.unbuilt.has(cell)).filter((cell) => cells.length === 0 || cells.includes(cell));
  return { srv_v_schemas: Object.fromEntries(asked.map((cell) => [cell, graphMessage(cluster, cell)])) };
}

/** RebuildVSchemaGraph: at once, without a lock. */
export function rebuildAnswer(cluster: Cluster, { cells }: CellsRequest): object {
  rebuildGraph(cluster, cells);
  return {};
}

// The documents that a release has; an empty one is returned as empty.
const SHARD_RULES_SINCE = 15;
const MIRROR_RULES_SINCE = 21;

/** A cell's serving graph as the release returns it. */
export function graphMessage(cluster: Cluster, cell: string): object {
  const { version } = cluster;
  const graph = servedIn(cluster, cell);
  return {
    keyspaces: graph.keyspaces,
    routing_rules: tableRules(graph.routingRules),
    ...(version < SHARD_RULES_SINCE ? {} : { shard_routing_rules: shardRules(graph.shardRoutingRules) }),
    ...(graph.keyspaceRoutingRules.length === 0 ? {} : { keyspace_routing_rules: keyspaceRules(graph.keyspaceRoutingRules) }),
    ...(version < MIRROR_RULES_SINCE ? {} : { mirror_rules: mirrorRules(graph.mirrorRules) }),
  };
}
