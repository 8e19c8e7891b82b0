import type { TableName } from "../vitess/names.ts";
import type { MirrorRule, Reading, RoutingRule, Rules, Served } from "../readings/readings.ts";

/** The rules that name one of the tables, alone or with one of the move's keyspaces. */
export function selectRulesNaming(
  rules: readonly RoutingRule[],
  tables: readonly TableName[],
  keyspaces: readonly string[],
): readonly RoutingRule[] {
  return pickRulesNamed(rules, listQualifiedTables(tables, keyspaces));
}

/** The cluster's rules that concern one move: a cluster can have tens of thousands. */
export function selectRules(rules: Rules, tables: readonly TableName[], keyspaces: readonly string[]): Rules {
  const names = listQualifiedTables(tables, keyspaces);
  return {
    tables: pickRulesNamed(rules.tables, names),
    shards: rules.shards.filter((rule) => keyspaces.includes(rule.fromKeyspace) || keyspaces.includes(rule.toKeyspace)),
    keyspaces: rules.keyspaces.filter((rule) => keyspaces.includes(rule.fromKeyspace) || keyspaces.includes(rule.toKeyspace)),
    mirrors: pickRulesNamed(rules.mirrors, names),
  };
}

type FromTable = RoutingRule | MirrorRule;
type ByName = ReadonlyMap<string, readonly number[]>;

// Every move looks into the same documents, one per cell: index each document once, and forget the index with it.
const INDEXES = new WeakMap<readonly FromTable[], ByName>();

/** The rules with these names, in the document's order. */
function pickRulesNamed<Rule extends FromTable>(rules: readonly Rule[], names: ReadonlySet<string>): readonly Rule[] {
  const index = indexByName(rules);
  const places = [...names].flatMap((name) => index.get(name) ?? []);
  return places.toSorted((a, b) => a - b).flatMap((place) => rules[place] ?? []);
}

function indexByName(rules: readonly FromTable[]): ByName {
  const known = INDEXES.get(rules);
  if (known !== undefined) return known;
  const index = new Map<string, number[]>();
  for (const [place, { from }] of rules.entries()) {
    const name = from.split("@")[0] ?? "";
    const places = index.get(name);
    if (places === undefined) index.set(name, [place]);
    else places.push(place);
  }
  INDEXES.set(rules, index);
  return index;
}

/** The same for what each cell serves. */
export function selectServed(
  { cells, unread }: Served,
  tables: readonly TableName[],
  keyspaces: readonly string[],
): Pick<Reading, "served" | "servedUnread"> {
  return {
    served: cells.map(({ cell, rules }) => ({ cell, rules: selectRules(rules, tables, keyspaces) })),
    ...(unread.length === 0 ? {} : { servedUnread: unread }),
  };
}

/** The names that table rules use for these tables: each alone, and with each keyspace. */
export function listQualifiedTables(tables: readonly TableName[], keyspaces: readonly string[]): ReadonlySet<string> {
  return new Set(tables.flatMap((table) => [table, ...keyspaces.map((keyspace) => `${keyspace}.${table}`)]));
}
