import type { MirrorRule, Reading, RoutingRule, Rules, Served } from "../readings/readings.ts";

/** Rules of any kind that still name one of the tables together with one of the keyspaces of the move. */
export function rulesNaming(
  rules: readonly RoutingRule[],
  tables: readonly string[],
  keyspaces: readonly string[],
): readonly RoutingRule[] {
  const names = tableNames(tables, keyspaces);
  return rules.filter((rule) => names.has(rule.from.split("@")[0] ?? ""));
}

/** The part of the cluster's rules that speaks of one move: a cluster can have tens of thousands. */
export function rulesOf(rules: Rules, tables: readonly string[], keyspaces: readonly string[]): Rules {
  const names = tableNames(tables, keyspaces);
  return {
    tables: namedIn(rules.tables, names),
    shards: rules.shards.filter((rule) => keyspaces.includes(rule.fromKeyspace) || keyspaces.includes(rule.toKeyspace)),
    keyspaces: rules.keyspaces.filter((rule) => keyspaces.includes(rule.fromKeyspace) || keyspaces.includes(rule.toKeyspace)),
    mirrors: namedIn(rules.mirrors, names),
  };
}

type FromTable = RoutingRule | MirrorRule;
type ByName = ReadonlyMap<string, readonly number[]>;

// Every move of a cluster looks into the same documents, one a cell: each is gone through once, and forgotten with it.
const INDEXES = new WeakMap<readonly FromTable[], ByName>();

/** The rules of these names, in the document's order. */
function namedIn<Rule extends FromTable>(rules: readonly Rule[], names: ReadonlySet<string>): readonly Rule[] {
  const index = indexOf(rules);
  const places = [...names].flatMap((name) => index.get(name) ?? []);
  return places.toSorted((a, b) => a - b).flatMap((place) => rules[place] ?? []);
}

function indexOf(rules: readonly FromTable[]): ByName {
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

/** The same of what the cells serve. */
export function servedOf(
  { cells, unread }: Served,
  tables: readonly string[],
  keyspaces: readonly string[],
): Pick<Reading, "served" | "servedUnread"> {
  return {
    served: cells.map(({ cell, rules }) => ({ cell, rules: rulesOf(rules, tables, keyspaces) })),
    ...(unread.length === 0 ? {} : { servedUnread: unread }),
  };
}

/** As rules for tables name them: each alone, and with each keyspace. */
export function tableNames(tables: readonly string[], keyspaces: readonly string[]): ReadonlySet<string> {
  return new Set(tables.flatMap((table) => [table, ...keyspaces.map((keyspace) => `${keyspace}.${table}`)]));
}
