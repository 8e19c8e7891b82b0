import { readShard } from "../call/fields.ts";
import type { Rules, Served } from "../../../core/readings/readings.ts";
import { attempt, Fault, ignoreFault } from "../../../operations/fault.ts";
import type { SrvVSchema__Output as ServedRules } from "../../wire/generated/vschema/SrvVSchema.ts";
import type { Answers, Received } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";

type RuleCall = "GetRoutingRules" | "GetShardRoutingRules" | "GetKeyspaceRoutingRules" | "GetMirrorRules";

/** Reads all four documents at once; one that this version of Vitess does not have is empty. */
export async function readRules(calls: Calls): Promise<Rules> {
  const [routing, shards, keyspaces, mirrors] = await Promise.all([
    readOrNothing(calls, "GetRoutingRules"),
    readOrNothing(calls, "GetShardRoutingRules"),
    readOrNothing(calls, "GetKeyspaceRoutingRules"),
    readOrNothing(calls, "GetMirrorRules"),
  ]);
  return decodeRules({ ...routing, ...shards, ...keyspaces, ...mirrors });
}

// Each call reads one document from one cell's topology, and the other cells' answers wait for it.
const CELL_WITHIN_MS = 5_000;

/**
 * What each cell serves. Makes one call per cell, because the call for all cells silently leaves out an unknown one
 * (docs/facts/routing-and-serving.md#served-not-saved) and Vitess 11 may lack it. Leaves out a cell without a graph, which serves nothing,
 * and names a cell that it cannot read. Throws a {@link Fault} only if it can read no cell.
 */
export async function readServed(calls: Calls): Promise<Served> {
  const { names = [] } = await calls.read("GetCellInfoNames", {});
  const answers = await Promise.all(names.map(async (cell) => ({ cell, graph: await readGraph(calls, cell) })));
  const cells = answers.flatMap(({ cell, graph }) => (graph === undefined || graph instanceof Fault ? [] : [{ cell, rules: graph }]));
  const faults = answers.flatMap(({ cell, graph }) => (graph instanceof Fault ? [{ cell, fault: graph }] : []));
  if (faults[0] !== undefined && cells.length === 0) throw faults[0].fault;
  return { cells, unread: faults.map(({ cell }) => cell) };
}

/** Undefined if nothing has been built for the cell yet, as after AddCellInfo. */
async function readGraph(calls: Calls, cell: string): Promise<Rules | Fault | undefined> {
  const answer = await attempt(() => calls.read("GetSrvVSchema", { cell }, Math.min(CELL_WITHIN_MS, calls.deadlines.read)));
  if (!(answer instanceof Fault)) return decodeRules(answer.srv_v_schema ?? {});
  return answer.kind === "not-found" ? undefined : answer;
}

function decodeRules({ routing_rules, shard_routing_rules, keyspace_routing_rules, mirror_rules }: Received<ServedRules>): Rules {
  return {
    tables: (routing_rules?.rules ?? []).map(({ from_table = "", to_tables = [] }) => ({ from: from_table, to: to_tables })),
    shards: (shard_routing_rules?.rules ?? []).map(({ from_keyspace = "", to_keyspace = "", shard }) => ({
      fromKeyspace: from_keyspace,
      toKeyspace: to_keyspace,
      shard: readShard(shard),
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
  return (await ignoreFault(() => calls.read(name, {}), "unsupported")) ?? {};
}
