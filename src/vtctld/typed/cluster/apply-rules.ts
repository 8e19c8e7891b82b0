import type { Rules } from "../../../core/readings/readings.ts";
import type { Calls } from "../call/calls.ts";
import type { RuleDocument } from "../../../core/options/kinds.ts";

/** Replaces one document; like the reference client, the same call makes vtgates learn of it. */
export async function applyRules(calls: Calls, document: Exclude<RuleDocument, "mirrors">, rules: Rules): Promise<void> {
  const { apply } = calls.deadlines;
  switch (document) {
    case "tables": {
      const all = rules.tables.map(({ from, to }) => ({ from_table: from, to_tables: to }));
      await calls.write("ApplyRoutingRules", { routing_rules: { rules: all } }, apply);
      return;
    }
    case "shards": {
      const all = rules.shards.map(({ fromKeyspace, toKeyspace, shard }) => ({
        from_keyspace: fromKeyspace,
        to_keyspace: toKeyspace,
        shard,
      }));
      await calls.write("ApplyShardRoutingRules", { shard_routing_rules: { rules: all } }, apply);
      return;
    }
    case "keyspaces": {
      const all = rules.keyspaces.map(({ fromKeyspace, toKeyspace }) => ({ from_keyspace: fromKeyspace, to_keyspace: toKeyspace }));
      await calls.write("ApplyKeyspaceRoutingRules", { keyspace_routing_rules: { rules: all } }, apply);
    }
  }
}
