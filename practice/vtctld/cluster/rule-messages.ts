import type { Cluster, MirrorRule } from "./cluster.ts";

/** The rule documents as on the wire, saved or served. */
export function encodeTableRules(rules: ReadonlyMap<string, readonly string[]>): object {
  return { rules: [...rules].map(([from, to]) => ({ from_table: from, to_tables: to })) };
}

export function encodeShardRules(rules: Cluster["shardRoutingRules"]): object {
  return { rules: rules.map((rule) => ({ from_keyspace: rule.fromKeyspace, to_keyspace: rule.toKeyspace, shard: rule.shard })) };
}

export function encodeKeyspaceRules(rules: Cluster["keyspaceRoutingRules"]): object {
  return { rules: rules.map((rule) => ({ from_keyspace: rule.fromKeyspace, to_keyspace: rule.toKeyspace })) };
}

export function encodeMirrorRules(rules: readonly MirrorRule[]): object {
  return { rules: rules.map((rule) => ({ from_table: rule.from, to_table: rule.to, percent: rule.percent })) };
}
