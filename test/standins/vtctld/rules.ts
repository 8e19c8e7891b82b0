import type { Cluster, TabletType } from "./cluster.ts";

const suffixOf: Readonly<Partial<Record<TabletType, string>>> = {
  PRIMARY: "",
  REPLICA: "@replica",
  RDONLY: "@rdonly",
  DRAINED: "@drained",
};

/** The suffix of a routing rule for a tablet type: none for PRIMARY. */
export function ruleSuffix(type: TabletType): string {
  return suffixOf[type] ?? `@${type.toLowerCase()}`;
}

/** The rules a new workflow gets: every way to name a table, for every tablet type, leads to the source. */
export function addInitialRules(cluster: Cluster, source: string, target: string, tables: readonly string[]): void {
  for (const table of tables) {
    for (const suffix of ["", "@replica", "@rdonly"]) {
      for (const prefix of ["", `${source}.`, `${target}.`]) {
        cluster.routingRules.set(`${prefix}${table}${suffix}`, [`${source}.${table}`]);
      }
    }
  }
}

/** Sends reads of the tables to one keyspace. */
export function routeReads(
  cluster: Cluster,
  from: string,
  to: string,
  tables: readonly string[],
  types: readonly TabletType[],
  destination: string,
): void {
  for (const table of tables) {
    for (const type of types) {
      for (const prefix of ["", `${from}.`, `${to}.`]) {
        cluster.routingRules.set(`${prefix}${table}${ruleSuffix(type)}`, [`${destination}.${table}`]);
      }
    }
  }
}

/** Sends writes of the tables from `source` to `target`; the target's own name needs no rule any more. */
export function routeWrites(cluster: Cluster, source: string, target: string, tables: readonly string[]): void {
  for (const table of tables) {
    cluster.routingRules.delete(`${target}.${table}`);
    cluster.routingRules.set(table, [`${target}.${table}`]);
    cluster.routingRules.set(`${source}.${table}`, [`${target}.${table}`]);
  }
}

/** Removes every rule of the tables, in both keyspaces. */
export function dropRules(cluster: Cluster, source: string, target: string, tables: readonly string[]): void {
  for (const table of tables) {
    for (const suffix of ["", "@replica", "@rdonly"]) {
      for (const prefix of ["", `${source}.`, `${target}.`]) cluster.routingRules.delete(`${prefix}${table}${suffix}`);
    }
  }
}

function mirrorRuleNames(source: string, tables: readonly string[], types: readonly TabletType[]): string[] {
  return tables.flatMap((table) => types.map((type) => `${source}.${table}${ruleSuffix(type)}`));
}

/** True if the tables have mirror rules for some of these tablet types but not for all: vtctld then refuses to touch them. */
export function mirrorRulesDoNotFit(cluster: Cluster, source: string, tables: readonly string[], types: readonly TabletType[]): boolean {
  const existing = mirrorRuleNames(source, tables, types).filter((name) => cluster.mirrorRules.some((rule) => rule.from === name)).length;
  return existing > 0 && existing !== tables.length * types.length;
}

/** Sets the share of reads that is mirrored; 0 removes the rules. */
export function mirrorTraffic(
  cluster: Cluster,
  source: string,
  target: string,
  tables: readonly string[],
  types: readonly TabletType[],
  percent: number,
): void {
  const names = mirrorRuleNames(source, tables, types);
  cluster.mirrorRules = cluster.mirrorRules.filter((rule) => !names.includes(rule.from));
  if (percent === 0) return;
  for (const name of names) {
    const table = name.slice(source.length + 1).replace(/@.*$/, "");
    cluster.mirrorRules.push({ from: name, to: `${target}.${table}`, percent });
  }
}
