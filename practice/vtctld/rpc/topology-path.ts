import { type Cluster, sortShards } from "../cluster/cluster.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import { formatHolder } from "../cluster/locks.ts";
import { formatProtoText } from "./proto-text.ts";
import { encodeTableRules } from "../cluster/rule-messages.ts";
import { encodeServingGraph } from "./serving-answers.ts";

/** GetTopologyPath: the tree of keyspaces and locks; a path without contents and children is an error. */
export function answerTopologyPath(cluster: Cluster, path: string): object {
  const [cell = "", ...rest] = path.split("/").filter((part) => part !== "");
  if (cell !== "global" && !cluster.cells.includes(cell)) throw new VtctldError(texts.topologyCellMissing(cell));
  const nodes = listTopologyNodes(cluster);
  const node = `/${[cell, ...rest].join("/")}`;
  const name = rest.at(-1) ?? cell;
  const data = nodes.get(node);
  if (data !== undefined) return { cell: { name, path, data: data.text, version: String(data.version) } };
  const prefix = node === "/" ? "/" : `${node}/`;
  const children = [
    ...new Set([...nodes.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length).split("/")[0] ?? "")),
  ];
  if (children.length === 0) throw new VtctldError(texts.topologyPathMissing(cell, path, node));
  return { cell: { name, path, children: children.toSorted() } };
}

function listTopologyNodes(cluster: Cluster): Map<string, { text: string; version: number }> {
  const nodes = new Map<string, { text: string; version: number }>();
  for (const keyspace of cluster.keyspaces.values()) {
    const root = `/global/keyspaces/${keyspace.name}`;
    for (const file of ["Keyspace", "VSchema"]) nodes.set(`${root}/${file}`, { text: "{}", version: 1 });
    for (const shard of sortShards(keyspace)) nodes.set(`${root}/shards/${shard.name}/Shard`, { text: "{}", version: 1 });
  }
  // If nobody has written rules yet the node does not exist.
  if (cluster.routingRulesVersion > 0)
    nodes.set("/global/RoutingRules", {
      text: formatProtoText(encodeTableRules(cluster.routingRules)),
      version: cluster.routingRulesVersion,
    });
  for (const cell of cluster.cells.filter((one) => !cluster.unbuilt.has(one)))
    nodes.set(`/${cell}/SrvVSchema`, { text: formatProtoText(encodeServingGraph(cluster, cell)), version: 1 });
  for (const [path, holder] of cluster.locks.held)
    nodes.set(`${path}/${holder.id}`, { text: formatHolder(holder), version: holder.version });
  return nodes;
}
