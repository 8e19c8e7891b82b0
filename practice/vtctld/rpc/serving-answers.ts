import type { Cluster } from "../cluster/cluster.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import { rebuildGraph, chooseServedGraph } from "../cluster/serving.ts";
import type { CellRequest, CellsRequest } from "../cluster/requests.ts";
import { encodeKeyspaceRules, encodeMirrorRules, encodeShardRules, encodeTableRules } from "../cluster/rule-messages.ts";

/** GetSrvVSchema: one cell's serving graph; an unknown cell is an error. */
export function answerServing(cluster: Cluster, { cell }: CellRequest): object {
  if (!cluster.cells.includes(cell)) throw new VtctldError(texts.noNode(`/global/cells${cell === "" ? "" : `/${cell}`}/CellInfo`));
  if (cluster.unbuilt.has(cell)) throw new VtctldError(texts.noNode(`/${cell}/SrvVSchema`));
  return { srv_v_schema: encodeServingGraph(cluster, cell) };
}

/** GetSrvVSchemas: every cell's, or the named ones'; an unknown cell is silently left out. */
export function answerServingOfCells(cluster: Cluster, { cells }: CellsRequest): object {
  const asked = cluster.cells.filter((cell) => !cluster.unbuilt.has(cell)).filter((cell) => cells.length === 0 || cells.includes(cell));
  return { srv_v_schemas: Object.fromEntries(asked.map((cell) => [cell, encodeServingGraph(cluster, cell)])) };
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
export function encodeServingGraph(cluster: Cluster, cell: string): object {
  const { version } = cluster;
  const graph = chooseServedGraph(cluster, cell);
  return {
    keyspaces: graph.keyspaces,
    routing_rules: encodeTableRules(graph.routingRules),
    ...(version < SHARD_RULES_SINCE ? {} : { shard_routing_rules: encodeShardRules(graph.shardRoutingRules) }),
    ...(graph.keyspaceRoutingRules.length === 0 ? {} : { keyspace_routing_rules: encodeKeyspaceRules(graph.keyspaceRoutingRules) }),
    ...(version < MIRROR_RULES_SINCE ? {} : { mirror_rules: encodeMirrorRules(graph.mirrorRules) }),
  };
}
