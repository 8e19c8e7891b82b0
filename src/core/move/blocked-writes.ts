import type { Move } from "./moves.ts";
import type { DeniedTables, Reading, ShardRoutingRule } from "../readings/readings.ts";
import { deriveMoveKind } from "./kind.ts";
import { deriveRoutedShare, deriveRouting, listServedRules } from "./traffic.ts";
import type { Keyspace, Shard, TableName } from "../vitess/names.ts";

export type Side = "source" | "target";

/** The two sides of a move, with the shards that take part in it. */
export interface Sides {
  readonly sourceKeyspace: Keyspace;
  readonly sourceShards: readonly Shard[];
  readonly targetKeyspace: string;
  readonly targetShards: readonly Shard[];
  readonly tables: readonly TableName[];
}

/**
 * The shards of both sides. If the workflow is gone but its reverse workflow is there, that one's shards with the sides swapped. Undefined
 * if neither is there.
 */
export function findSideShards({
  workflow,
  reverse,
}: Pick<Reading, "workflow" | "reverse">): Pick<Sides, "sourceShards" | "targetShards"> | undefined {
  if (workflow !== undefined) return { sourceShards: workflow.sourceShards, targetShards: workflow.targetShards };
  return reverse === undefined ? undefined : { sourceShards: reverse.targetShards, targetShards: reverse.sourceShards };
}

/** The sides of a followed move: its own keyspaces and tables, with the shards of {@link findSideShards}. */
export function findSides({ name, tables, sourceKeyspace }: Move, reading: Pick<Reading, "workflow" | "reverse">): Sides | undefined {
  const shards = findSideShards(reading);
  return shards === undefined ? undefined : { sourceKeyspace, targetKeyspace: name.targetKeyspace, tables, ...shards };
}

/** The side whose writes need unblocking, and the tables that it denies although routing sends their writes there. */
export interface BlockedWrites {
  readonly side: Side;
  readonly denied: readonly TableName[];
}

/**
 * The tables that nobody can write to: the side that routing sends their writes to denies them. Judged table by table, since somebody can
 * route some of them by hand. The target comes first: what is routed there was switched. Empty `denied`: writes are denied nowhere.
 */
export function findBlockedWrites(sides: Sides, reading: Reading): BlockedWrites {
  const there = listTablesBlockedBySide(sides, "target", reading);
  if (there.length > 0) return { side: "target", denied: there };
  const here = listTablesBlockedBySide(sides, "source", reading);
  const side = here.length === 0 && areWritesRoutedToSide(sides, "target", sides.tables, reading) ? "target" : "source";
  return { side, denied: here };
}

function listTablesBlockedBySide(sides: Sides, side: Side, reading: Reading): readonly TableName[] {
  const names = new Set(listTablesDeniedBySide(sides, side, sides.tables, reading).flatMap(({ tables }) => tables));
  // One cell that leads there is enough: its applications cannot write.
  return sides.tables.filter(
    (table) => names.has(table) && splitByCell(sides, reading).some((one) => areWritesRoutedToSide(sides, side, [table], one)),
  );
}

/** The reading as each cell sees it. A cell without rules leads to the source if others have some: Vitess's words are about the saved ones. */
function splitByCell({ tables, sourceKeyspace, targetKeyspace }: Sides, reading: Reading): readonly Reading[] {
  const { trafficState: _words, ...byRules } = reading;
  const seen = deriveRouting(reading, tables, sourceKeyspace, targetKeyspace).by === "words" ? reading : byRules;
  return listServedRules(reading).map((rules) => ({ ...seen, rules, served: [] }));
}

/** The tables, of those given, that the shards of one side deny; for a shard-by-shard move only the shards whose writes go to that side. */
export function listTablesDeniedBySide(sides: Sides, side: Side, tables: readonly TableName[], reading: Reading): readonly DeniedTables[] {
  const keyspace = side === "source" ? sides.sourceKeyspace : sides.targetKeyspace;
  const shards = listShardsServedBySide(sides, side, reading);
  return reading.denied
    .filter((one) => one.keyspace === keyspace && shards.includes(one.shard))
    .map((one) => ({ ...one, tables: one.tables.filter((table) => tables.includes(table)) }))
    .filter((one) => one.tables.length > 0);
}

/**
 * True when routing sends the writes of all these tables to that side in every cell; for a shard-by-shard move, the writes of any of its
 * shards. The target of a tenant's move always counts: it serves the tenants that were moved before.
 */
export function areWritesRoutedToSide(sides: Sides, side: Side, tables: readonly TableName[], reading: Reading): boolean {
  const { sourceKeyspace, targetKeyspace } = sides;
  if (side === "target" && deriveMoveKind(reading) === "tenant") return true;
  const routing = deriveRouting(reading, sides.tables, sourceKeyspace, targetKeyspace);
  if (routing.by === "shards") return listShardsServedBySide(sides, side, reading).length > 0;
  const all = side === "source" ? "none" : "all";
  if (routing.by !== "tables") return routing.share("PRIMARY") === all;
  return listServedRules(reading).every((rules) =>
    tables.every((table) => deriveRoutedShare(rules.tables, { ...sides, tables: [table] }, "PRIMARY") === all),
  );
}

/** The shards of a side; if each shard is routed by itself, only those that routing sends there. */
function listShardsServedBySide(
  { tables, sourceKeyspace, sourceShards, targetKeyspace, targetShards }: Sides,
  side: Side,
  reading: Reading,
) {
  const shards = side === "source" ? sourceShards : targetShards;
  if (deriveRouting(reading, tables, sourceKeyspace, targetKeyspace).by !== "shards") return shards;
  const isGone = (rule: ShardRoutingRule, shard: Shard): boolean =>
    rule.fromKeyspace === sourceKeyspace && rule.toKeyspace === targetKeyspace && rule.shard === shard;
  return shards.filter((shard) =>
    listServedRules(reading).some((rules) => rules.shards.some((rule) => isGone(rule, shard)) === (side === "target")),
  );
}
