import type { Rules } from "../../core/readings.ts";
import { Fault } from "../../operations/fault.ts";
import type { Calls } from "./calls.ts";
import type { Answers } from "./wire.ts";

type RuleCall = "GetRoutingRules" | "GetShardRoutingRules" | "GetKeyspaceRoutingRules" | "GetMirrorRules";

/** All four documents, read together; one that this version of Vitess does not have is empty. */
export async function readRules(calls: Calls): Promise<Rules> {
  const [routing, shards, keyspaces, mirrors] = await Promise.all([
    readOrNothing(calls, "GetRoutingRules"),
    readOrNothing(calls, "GetShardRoutingRules"),
    readOrNothing(calls, "GetKeyspaceRoutingRules"),
    readOrNothing(calls, "GetMirrorRules"),
  ]);
  return {
    tables: (routing.routing_rules?.rules ?? []).map(({ from_table = "", to_tables = [] }) => ({ from: from_table, to: to_tables })),
    shards: (shards.shard_routing_rules?.rules ?? []).map(({ from_keyspace = "", to_keyspace = "", shard = "" }) => ({
      fromKeyspace: from_keyspace,
      toKeyspace: to_keyspace,
      shard,
    })),
    keyspaces: (keyspaces.keyspace_routing_rules?.rules ?? []).map(({ from_keyspace = "", to_keyspace = "" }) => ({
      fromKeyspace: from_keyspace,
      toKeyspace: to_keyspace,
    })),
    mirrors: (mirrors.mirror_rules?.rules ?? []).map(({ from_table = "", to_table = "", percent = 0 }) => ({
      from: from_table,
      to: to_table,
      percent,
    })),
  };
}

async function readOrNothing<Name extends RuleCall>(calls: Calls, name: Name): Promise<Partial<Answers[Name]>> {
  try {
    return await calls.read(name, {});
  } catch (error) {
    if (error instanceof Fault && error.kind === "unsupported") return {};
    throw error;
  }
}
