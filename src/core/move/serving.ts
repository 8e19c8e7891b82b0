import type { Shard, TableName } from "../vitess/names.ts";
import type { Reading, Rules, Served } from "../readings/readings.ts";
import type { Side, Sides } from "./blocked-writes.ts";
import { deriveMoveKind } from "./kind.ts";
import { listQualifiedTables } from "./rules-of.ts";
import { deriveRoutedShare, deriveRouting, toRuleSuffix } from "./traffic.ts";
import type { TabletType } from "../options/kinds.ts";
import { TRAFFIC_TYPES } from "../options/options.ts";

/** How the saved rules and those that cells serve lead a move's traffic to different places. */
export interface Unserved {
  /** The cells that do not serve what is saved. */
  readonly cells: readonly string[];
  /** Whether writes differ, and whether reads do. */
  readonly writes: boolean;
  readonly reads: boolean;
}

/**
 * What is saved but not served: vtctld died between the two (docs/facts/routing-and-serving.md#saved-and-not-rebuilt), or everything was
 * switched after the writes alone (docs/facts/routing-and-serving.md#writes-then-all). Undefined if every cell serves what is saved.
 */
export function findUnserved(sides: Sides, { rules, served = [] }: Pick<Reading, "rules" | "served">): Unserved | undefined {
  const differ = (type: TabletType) =>
    served.filter((one) => describeRoutes(sides, one.rules, type) !== describeRoutes(sides, rules, type));
  const [writes = [], ...reads] = TRAFFIC_TYPES.map(differ);
  const cells = [...new Set([writes, ...reads].flat().map(({ cell }) => cell))];
  return cells.length === 0 ? undefined : { cells, writes: writes.length > 0, reads: reads.some((one) => one.length > 0) };
}

/** Where rules lead one tablet type's traffic, as one comparable text: per table, under the names applications use, shard or keyspace. */
function describeRoutes({ tables, sourceKeyspace, sourceShards }: Sides, rules: Rules, type: TabletType): string {
  const byName = new Map(rules.tables.map(({ from, to }) => [from, to.join("+")]));
  const named = tables.flatMap((table) =>
    [table, `${sourceKeyspace}.${table}`].map(
      (name) => byName.get(`${name}${toRuleSuffix(type)}`) ?? byName.get(name) ?? `${sourceKeyspace}.${table}`,
    ),
  );
  // Other shards of the keyspace belong to other moves.
  const shards = rules.shards
    .filter((rule) => rule.fromKeyspace === sourceKeyspace && sourceShards.includes(rule.shard))
    .map((rule) => `${rule.shard}>${rule.toKeyspace}`);
  const keyspaces = rules.keyspaces
    .filter((rule) => rule.fromKeyspace === `${sourceKeyspace}${toRuleSuffix(type)}`)
    .map((rule) => rule.toKeyspace);
  return [...named, ...shards.toSorted(), ...keyspaces.toSorted()].join(" ");
}

/**
 * Names of rules for other tables, shards and keyspaces that some cell does not serve as saved. Serving the saved rules changes these as
 * well.
 */
export function findOthersUnserved(sides: Sides, reading: Pick<Reading, "workflow">, rules: Rules, { cells }: Served): readonly string[] {
  const saved = mapRuleEntries(rules);
  const differ = cells.flatMap((one) => {
    const there = mapRuleEntries(one.rules);
    return [...new Set([...saved.keys(), ...there.keys()])].filter((name) => there.get(name) !== saved.get(name));
  });
  const isOwn = ownEntries(sides, reading);
  return [...new Set(differ)].filter((name) => !isOwn(name)).toSorted();
}

/** Every rule by a name that also tells its kind: no keyspace's name has a slash, and no table rule a colon. */
function mapRuleEntries({ tables, shards, keyspaces }: Rules): ReadonlyMap<string, string> {
  return new Map([
    ...tables.map(({ from, to }): [string, string] => [from, to.join("+")]),
    ...shards.map(({ fromKeyspace, shard, toKeyspace }): [string, string] => [`${fromKeyspace}/${shard}`, toKeyspace]),
    ...keyspaces.map(({ fromKeyspace, toKeyspace }): [string, string] => [`keyspace:${fromKeyspace}`, toKeyspace]),
  ]);
}

/** Matches all names of this move's tables; its shards' rules only if they route it, and its keyspaces' only for a tenant's move. */
function ownEntries(
  { tables, sourceKeyspace, targetKeyspace, sourceShards }: Sides,
  reading: Pick<Reading, "workflow">,
): (name: string) => boolean {
  const keyspaces = [sourceKeyspace, targetKeyspace];
  const kind = deriveMoveKind(reading);
  const own = new Set([
    ...listQualifiedTables(tables, keyspaces),
    ...(kind === "shards" ? keyspaces.flatMap((keyspace) => sourceShards.map((shard) => `${keyspace}/${shard}`)) : []),
    ...(kind === "tenant" ? keyspaces.map((keyspace) => `keyspace:${keyspace}`) : []),
  ]);
  return (name) => own.has(name.split("@")[0] ?? "");
}

/**
 * True when the saved rules and the denied tables prove that applications can write once the saved rules are served: no table's writes go
 * to a side that denies it anywhere, and writes that change sides leave a side that denies them, as after a switch. A shard-by-shard move
 * is judged per shard, by the shard's own rule.
 */
export function servingHeals(sides: Sides, reading: Reading): boolean {
  const { rules, served = [], servedUnread } = reading;
  // Serving the saved rules would change that cell as well.
  if (servedUnread !== undefined) return false;
  return splitIntoRoutedParts(sides, reading).every((part) => {
    const isAtTarget = part.goesToTarget(rules);
    const [to, from]: readonly [Side, Side] = isAtTarget ? ["target", "source"] : ["source", "target"];
    const moves = served.some((one) => part.goesToTarget(one.rules) !== isAtTarget);
    return !part.denying(to).includes(true) && (!moves || !part.denying(from).includes(false));
  });
}

/** A part of a move that one rule routes. */
interface RoutedPart {
  readonly goesToTarget: (rules: Rules) => boolean;
  /** For each shard of a side that takes part, whether it denies a table of this part. */
  readonly denying: (side: Side) => readonly boolean[];
}

function splitIntoRoutedParts(sides: Sides, reading: Reading): readonly RoutedPart[] {
  const { tables, sourceKeyspace, sourceShards, targetKeyspace, targetShards } = sides;
  const denies = (side: Side, shard: Shard, table: TableName): boolean =>
    reading.denied.some(
      (one) => one.keyspace === (side === "source" ? sourceKeyspace : targetKeyspace) && one.shard === shard && one.tables.includes(table),
    );
  if (deriveRouting(reading, tables, sourceKeyspace, targetKeyspace).by === "shards")
    return sourceShards.map((shard) => ({
      goesToTarget: (rules) =>
        rules.shards.some((rule) => rule.fromKeyspace === sourceKeyspace && rule.toKeyspace === targetKeyspace && rule.shard === shard),
      denying: (side) => tables.map((table) => denies(side, shard, table)),
    }));
  return tables.map((table) => ({
    goesToTarget: (rules) => deriveRoutedShare(rules.tables, { ...sides, tables: [table] }, "PRIMARY") === "all",
    denying: (side) => (side === "source" ? sourceShards : targetShards).map((shard) => denies(side, shard, table)),
  }));
}
