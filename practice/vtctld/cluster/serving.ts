import type { Cluster, MirrorRule } from "./cluster.ts";
import { VtctldError, texts } from "./errors.ts";
import { answerVSchema } from "./topology-answers.ts";

/** The serving graph of one cell (SrvVSchema): what its vtgates use, as of the last rebuild. */
export interface ServingGraph {
  /** Every keyspace's VSchema, as it is returned. */
  keyspaces: Readonly<Record<string, object>>;
  routingRules: ReadonlyMap<string, readonly string[]>;
  shardRoutingRules: Cluster["shardRoutingRules"];
  keyspaceRoutingRules: Cluster["keyspaceRoutingRules"];
  mirrorRules: readonly MirrorRule[];
}

/** RebuildSrvVSchema: cells serve the saved rules from here on; all cells if none is named. Takes no lock. */
export function rebuildGraph(cluster: Cluster, cells: readonly string[] = []): void {
  const unknown = cells.find((cell) => !cluster.cells.includes(cell));
  if (unknown !== undefined) throw new VtctldError(texts.noNode(`/global/cells/${unknown}/CellInfo`));
  for (const cell of cells.length === 0 ? cluster.cells : cells) {
    cluster.unbuilt.delete(cell);
    cluster.serving.set(cell, buildServingGraph(cluster));
  }
}

function buildServingGraph(cluster: Cluster): ServingGraph {
  return {
    keyspaces: Object.fromEntries([...cluster.keyspaces.keys()].map((name) => [name, answerVSchema(cluster, name).v_schema])),
    routingRules: new Map([...cluster.routingRules].map(([from, to]) => [from, [...to]])),
    shardRoutingRules: structuredClone(cluster.shardRoutingRules),
    keyspaceRoutingRules: structuredClone(cluster.keyspaceRoutingRules),
    mirrorRules: structuredClone(cluster.mirrorRules),
  };
}

/** What a cell serves; before its graph is built, the saved rules. */
export function chooseServedGraph(cluster: Cluster, cell: string): ServingGraph {
  return cluster.serving.get(cell) ?? buildServingGraph(cluster);
}

/** Where vtgate of a cell sends a table named without its keyspace: a rule for the tablet type comes before one for all types. */
export function findServedKeyspace(cluster: Cluster, cell: string, table: string, suffix: string): string | undefined {
  const { routingRules } = chooseServedGraph(cluster, cell);
  return (routingRules.get(`${table}${suffix}`) ?? routingRules.get(table))?.[0]?.split(".")[0];
}
