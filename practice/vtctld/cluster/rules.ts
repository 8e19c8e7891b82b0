import type { Cluster, TabletType } from "./cluster.ts";
import type { Operation } from "./operation.ts";
import { rebuildGraph } from "./serving.ts";

/** The one document with all table rules of a cluster. */
type RoutingRules = Pick<Cluster, "routingRules">;

/** How long a writer holds the document, as a share of a switch's step: a few milliseconds of 20 (recordings/v23.0.3/two-moves). */
const IN_HAND = 0.25;

/**
 * Reads the whole document, changes it, and writes it whole, as vtctld does: nothing compares, so another writer's change in between is
 * lost, and both get success (recordings/v23.0.3/two-moves, calls 034 to 039).
 */
export async function rewriteRules(
  { cluster, clock, signal }: Pick<Operation, "cluster" | "clock" | "signal">,
  change: (rules: RoutingRules) => void,
): Promise<void> {
  const inHand = { routingRules: new Map(cluster.routingRules) };
  change(inHand);
  const ms = cluster.pace.switchStepMs * IN_HAND;
  if (ms > 0) await clock.sleep(ms, signal);
  saveRules(cluster, inHand);
}

/** Writes the whole document. Its version in the topology grows with every write. */
export function saveRules(cluster: Cluster, { routingRules }: RoutingRules): void {
  cluster.routingRules = routingRules;
  cluster.routingRulesVersion = cluster.locks.nextVersion++;
}

const suffixOf: Readonly<Partial<Record<TabletType, string>>> = {
  PRIMARY: "",
  REPLICA: "@replica",
  RDONLY: "@rdonly",
  DRAINED: "@drained",
};

/** The suffix of a routing rule for a tablet type: none for PRIMARY. */
export function toTableSuffix(type: TabletType): string {
  return suffixOf[type] ?? `@${type.toLowerCase()}`;
}

/** The rules of a new workflow: every way to name a table, for every tablet type, leads to the source. */
export function addInitialRules(cluster: RoutingRules, source: string, target: string, tables: readonly string[]): void {
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
  cluster: RoutingRules,
  from: string,
  to: string,
  tables: readonly string[],
  types: readonly TabletType[],
  destination: string,
): void {
  for (const table of tables) {
    for (const type of types) {
      for (const prefix of ["", `${from}.`, `${to}.`]) {
        cluster.routingRules.set(`${prefix}${table}${toTableSuffix(type)}`, [`${destination}.${table}`]);
      }
    }
  }
}

/** Sends writes of the tables from `source` to `target`; the target's own name needs no rule any more. */
export function routeWrites(cluster: RoutingRules, source: string, target: string, tables: readonly string[]): void {
  for (const table of tables) {
    cluster.routingRules.delete(`${target}.${table}`);
    cluster.routingRules.set(table, [`${target}.${table}`]);
    cluster.routingRules.set(`${source}.${table}`, [`${target}.${table}`]);
  }
}

/** Removes every rule of the tables, in both keyspaces. */
export function dropRules(cluster: RoutingRules, source: string, target: string, tables: readonly string[]): void {
  for (const table of tables) {
    for (const suffix of ["", "@replica", "@rdonly"]) {
      for (const prefix of ["", `${source}.`, `${target}.`]) cluster.routingRules.delete(`${prefix}${table}${suffix}`);
    }
  }
}

function listMirrorRuleNames(source: string, tables: readonly string[], types: readonly TabletType[]): string[] {
  return tables.flatMap((table) => types.map((type) => `${source}.${table}${toTableSuffix(type)}`));
}

/** True if the tables have mirror rules for some of these tablet types but not for all, which vtctld refuses to touch. */
export function mirrorRulesDoNotFit(cluster: Cluster, source: string, tables: readonly string[], types: readonly TabletType[]): boolean {
  const existing = listMirrorRuleNames(source, tables, types).filter((name) =>
    cluster.mirrorRules.some((rule) => rule.from === name),
  ).length;
  return existing > 0 && existing !== tables.length * types.length;
}

/** Whether a dry run has a line on mirroring: 21 to 23 always, 24 if something is mirrored (docs/facts/mirror-traffic.md#dry-run-line). */
export function tellsMirroring(cluster: Cluster, source: string, tables: readonly string[], types: readonly TabletType[]): boolean {
  if (cluster.version < 24) return cluster.version >= 21;
  const names = listMirrorRuleNames(source, tables, types);
  return cluster.mirrorRules.some((rule) => names.includes(rule.from));
}

/**
 * What a switch first does to mirror rules. 21 to 23 save the document and rebuild the graph even without any, so that everything saved
 * before is served; 24 only if something is mirrored (recordings/v23.0.3/srv-vschema, calls 046 and 047).
 */
export function endMirroring(
  cluster: Cluster,
  source: string,
  target: string,
  tables: readonly string[],
  types: readonly TabletType[],
): void {
  const before = cluster.mirrorRules.length;
  mirrorTraffic(cluster, source, target, tables, types, 0);
  if (cluster.version >= 21 && (cluster.version < 24 || cluster.mirrorRules.length < before)) rebuildGraph(cluster);
}

/** Sets the percentage of reads that is mirrored; 0 removes the rules. */
export function mirrorTraffic(
  cluster: Cluster,
  source: string,
  target: string,
  tables: readonly string[],
  types: readonly TabletType[],
  percent: number,
): void {
  const names = listMirrorRuleNames(source, tables, types);
  cluster.mirrorRules = cluster.mirrorRules.filter((rule) => !names.includes(rule.from));
  if (percent === 0) return;
  for (const name of names) {
    const table = name.slice(source.length + 1).replace(/@.*$/, "");
    cluster.mirrorRules.push({ from: name, to: `${target}.${table}`, percent });
  }
}
