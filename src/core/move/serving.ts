import type { TabletType } from "../options/options.ts";
import type { Reading, Rules, Served } from "../readings/readings.ts";
import type { Side, Sides } from "./blocked-writes.ts";
import { kindOf } from "./kind.ts";
import { tableNames } from "./rules-of.ts";
import { shareRouted, routingOf, suffixOf } from "./traffic.ts";

/** Where the saved rules and what a cell serves lead a move's traffic to different places. */
export interface Unserved {
  /** The cells that do not serve what is saved. */
  readonly cells: readonly string[];
  /** Whether writes are among what differs, and reads. */
  readonly writes: boolean;
  readonly reads: boolean;
}

const TYPES: readonly TabletType[] = ["PRIMARY", "REPLICA", "RDONLY"];

/**
 * What is saved and not served: vtctld died between the two (docs/facts/routing-and-serving.md#saved-and-not-rebuilt), or all was switched
 * after the writes alone (docs/facts/routing-and-serving.md#writes-then-all). Undefined where every cell serves what is saved.
 */
export function unservedOf(sides: Sides, { rules, served = [] }: Pick<Reading, "rules" | "served">): Unserved | undefined {
  const differ = (type: TabletType) => served.filter((one) => routes(sides, one.rules, type) !== routes(sides, rules, type));
  const [writes = [], ...reads] = TYPES.map(differ);
  const cells = [...new Set([writes, ...reads].flat().map(({ cell }) => cell))];
  return cells.length === 0 ? undefined : { cells, writes: writes.length > 0, reads: reads.some((one) => one.length > 0) };
}

/** Where rules lead one tablet type's traffic, as one comparable text: each table under the names that applications use, or each shard, or keyspace. */
function routes({ tables, sourceKeyspace, sourceShards }: Sides, rules: Rules, type: TabletType): string {
  const byName = new Map(rules.tables.map(({ from, to }) => [from, to.join("+")]));
  const named = tables.flatMap((table) =>
    [table, `${sourceKeyspace}.${table}`].map(
      (name) => byName.get(`${name}${suffixOf(type)}`) ?? byName.get(name) ?? `${sourceKeyspace}.${table}`,
    ),
  );
  // Another shard of the keyspace is another move's.
  const shards = rules.shards
    .filter((rule) => rule.fromKeyspace === sourceKeyspace && sourceShards.includes(rule.shard))
    .map((rule) => `${rule.shard}>${rule.toKeyspace}`);
  const keyspaces = rules.keyspaces
    .filter((rule) => rule.fromKeyspace === `${sourceKeyspace}${suffixOf(type)}`)
    .map((rule) => rule.toKeyspace);
  return [...named, ...shards.toSorted(), ...keyspaces.toSorted()].join(" ");
}

/**
 * What else some cell does not serve as it is saved: rules of other tables, shards and keyspaces, by their names. Whoever serves what is saved
 * changes these as well.
 */
export function othersUnserved(sides: Sides, reading: Pick<Reading, "workflow">, rules: Rules, { cells }: Served): readonly string[] {
  const saved = entriesOf(rules);
  const differ = cells.flatMap((one) => {
    const there = entriesOf(one.rules);
    return [...new Set([...saved.keys(), ...there.keys()])].filter((name) => there.get(name) !== saved.get(name));
  });
  const isOwn = ownEntries(sides, reading);
  return [...new Set(differ)].filter((name) => !isOwn(name)).toSorted();
}

/** Every rule by a name that says its kind as well: no keyspace's name has a slash, and no rule of a table a colon. */
function entriesOf({ tables, shards, keyspaces }: Rules): ReadonlyMap<string, string> {
  return new Map([
    ...tables.map(({ from, to }): [string, string] => [from, to.join("+")]),
    ...shards.map(({ fromKeyspace, shard, toKeyspace }): [string, string] => [`${fromKeyspace}/${shard}`, toKeyspace]),
    ...keyspaces.map(({ fromKeyspace, toKeyspace }): [string, string] => [`keyspace:${fromKeyspace}`, toKeyspace]),
  ]);
}

/** Everything that names this move's tables; its shards' rules only where they route it, and its keyspaces' where it is a tenant's. */
function ownEntries(
  { tables, sourceKeyspace, targetKeyspace, sourceShards }: Sides,
  reading: Pick<Reading, "workflow">,
): (name: string) => boolean {
  const keyspaces = [sourceKeyspace, targetKeyspace];
  const kind = kindOf(reading);
  const own = new Set([
    ...tableNames(tables, keyspaces),
    ...(kind === "shards" ? keyspaces.flatMap((keyspace) => sourceShards.map((shard) => `${keyspace}/${shard}`)) : []),
    ...(kind === "tenant" ? keyspaces.map((keyspace) => `keyspace:${keyspace}`) : []),
  ]);
  return (name) => own.has(name.split("@")[0] ?? "");
}

/**
 * True when the saved rules and the denied tables prove that applications can write once what is saved is served: no table's writes go to a side
 * that denies it anywhere; and those that go elsewhere than now come from a side that denies them, as a switch leaves them. Of a move that
 * goes shard by shard, each shard by its own rule.
 */
export function servingHeals(sides: Sides, reading: Reading): boolean {
  const { rules, served = [], servedUnread } = reading;
  // It changes what that cell serves as well.
  if (servedUnread !== undefined) return false;
  return partsOf(sides, reading).every((part) => {
    const isAtTarget = part.goesToTarget(rules);
    const [to, from]: readonly [Side, Side] = isAtTarget ? ["target", "source"] : ["source", "target"];
    const moves = served.some((one) => part.goesToTarget(one.rules) !== isAtTarget);
    return !part.denying(to).includes(true) && (!moves || !part.denying(from).includes(false));
  });
}

/** A part of a move that one rule routes. */
interface RoutedPart {
  readonly goesToTarget: (rules: Rules) => boolean;
  /** Of each shard of a side that has a part in it, whether it denies a table of it. */
  readonly denying: (side: Side) => readonly boolean[];
}

function partsOf(sides: Sides, reading: Reading): readonly RoutedPart[] {
  const { tables, sourceKeyspace, sourceShards, targetKeyspace, targetShards } = sides;
  const denies = (side: Side, shard: string, table: string): boolean =>
    reading.denied.some(
      (one) => one.keyspace === (side === "source" ? sourceKeyspace : targetKeyspace) && one.shard === shard && one.tables.includes(table),
    );
  if (routingOf(reading, tables, sourceKeyspace, targetKeyspace).by === "shards")
    return sourceShards.map((shard) => ({
      goesToTarget: (rules) =>
        rules.shards.some((rule) => rule.fromKeyspace === sourceKeyspace && rule.toKeyspace === targetKeyspace && rule.shard === shard),
      denying: (side) => tables.map((table) => denies(side, shard, table)),
    }));
  return tables.map((table) => ({
    goesToTarget: (rules) => shareRouted(rules.tables, { ...sides, tables: [table] }, "PRIMARY") === "all",
    denying: (side) => (side === "source" ? sourceShards : targetShards).map((shard) => denies(side, shard, table)),
  }));
}
