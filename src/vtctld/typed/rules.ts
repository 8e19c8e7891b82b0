import type { Rules, ServedRules } from "../../core/readings.ts";
import { Fault } from "../../operations/fault.ts";
import type { Calls } from "./calls.ts";
import type { Answers, RulesMessage } from "./wire.ts";

type RuleCall = "GetRoutingRules" | "GetShardRoutingRules" | "GetKeyspaceRoutingRules" | "GetMirrorRules";

/** All four documents, read together; one that this version of Vitess does not have is empty. */
export async function readRules(calls: Calls): Promise<Rules> {
  const [routing, shards, keyspaces, mirrors] = await Promise.all([
    readOrNothing(calls, "GetRoutingRules"),
    readOrNothing(calls, "GetShardRoutingRules"),
    readOrNothing(calls, "GetKeyspaceRoutingRules"),
    readOrNothing(calls, "GetMirrorRules"),
  ]);
  return rulesFrom({ ...routing, ...shards, ...keyspaces, ...mirrors });
}

/**
 * What each cell serves. One call a cell: the call for all cells leaves one that is not there out without a word (vitess.md, second run 1),
 * and Vitess 11 may not have it.
 */
export async function readServed(calls: Calls): Promise<readonly ServedRules[]> {
  const { names: cells = [] } = await calls.read("GetCellInfoNames", {});
  return Promise.all(
    cells.map(async (cell) => {
      const { srv_v_schema: graph = {} } = await calls.read("GetSrvVSchema", { cell });
      return { cell, rules: rulesFrom(graph) };
    }),
  );
}

function rulesFrom({ routing_rules, shard_routing_rules, keyspace_routing_rules, mirror_rules }: RulesMessage): Rules {
  return {
    tables: (routing_rules?.rules ?? []).map(({ from_table = "", to_tables = [] }) => ({ from: from_table, to: to_tables })),
    shards: (shard_routing_rules?.rules ?? []).map(({ from_keyspace = "", to_keyspace = "", shard = "" }) => ({
      fromKeyspace: from_keyspace,
      toKeyspace: to_keyspace,
      shard,
    })),
    keyspaces: (keyspace_routing_rules?.rules ?? []).map(({ from_keyspace = "", to_keyspace = "" }) => ({
      fromKeyspace: from_keyspace,
      toKeyspace: to_keyspace,
    })),
    mirrors: (mirror_rules?.rules ?? []).map(({ from_table = "", to_table = "", percent = 0 }) => ({
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
