import { listTabletsInKeyspace, type Cluster, type TabletType } from "./cluster.ts";
import { toTableSuffix } from "./rules.ts";
import { chooseServedGraph } from "./serving.ts";
import { isTenantMove, tenantLeadsTo } from "./tenants.ts";
import { isReverseName, type WorkflowView } from "./workflows.ts";

/** Where the traffic of a workflow's tables goes, from the original workflow's point of view: reads as served, writes as saved. */
export interface TrafficState {
  /** In every cell. */
  replicaSwitched: boolean;
  rdonlySwitched: boolean;
  /** In at least one cell. */
  replicaSwitchedSomewhere: boolean;
  rdonlySwitchedSomewhere: boolean;
  writesSwitched: boolean;
  /** Vitess's words for it. */
  text: string;
}

/**
 * Derives the state as vtctld does, from two documents: reads from the serving graph of each cell and the first table alone, writes from
 * the saved rules (recordings/v23.0.3/killed-after-rules, calls 008 to 012). For a tenant both halves come from the saved keyspace rules.
 */
export function deriveTrafficState(cluster: Cluster, workflow: WorkflowView): TrafficState {
  const reverse = isReverseName(workflow.name);
  const source = reverse ? workflow.target.name : workflow.sourceKeyspace;
  const target = reverse ? workflow.sourceKeyspace : workflow.target.name;
  const table = workflow.tables[0] ?? "";
  const leadsToTarget = (from: string): boolean => cluster.routingRules.get(from)?.some((to) => to.startsWith(`${target}.`)) ?? false;
  const tenant = isTenantMove(workflow);
  const cellsSwitched = (type: TabletType): string[] =>
    cluster.cells.filter((cell) =>
      tenant
        ? tenantLeadsTo(cluster, source, type, target)
        : chooseServedGraph(cluster, cell)
            .routingRules.get(`${source}.${table}${toTableSuffix(type)}`)
            ?.some((to) => to.startsWith(`${target}.`)),
    );
  const [replica, rdonly] = [cellsSwitched("REPLICA"), cellsSwitched("RDONLY")];
  const writesSwitched = tenant
    ? tenantLeadsTo(cluster, source, "PRIMARY", target)
    : workflow.tables.some((each) => leadsToTarget(`${source}.${each}`));
  const isEverywhere = (cells: readonly string[]): boolean => cells.length === cluster.cells.length;
  return {
    replicaSwitched: isEverywhere(replica),
    rdonlySwitched: isEverywhere(rdonly),
    replicaSwitchedSomewhere: replica.length > 0,
    rdonlySwitchedSomewhere: rdonly.length > 0,
    writesSwitched,
    text: `${formatReads(cluster, replica, rdonly)}. ${writesSwitched ? "Writes Switched" : "Writes Not Switched"}`,
  };
}

/** Vitess's words for reads that are switched in these cells. */
function formatReads(cluster: Cluster, replica: readonly string[], rdonly: readonly string[]): string {
  const words = (name: string, cells: readonly string[]): string => {
    if (cells.length === cluster.cells.length) return `All ${name} Reads Switched`;
    return cells.length === 0 ? `${name} not switched` : `${name} switched in cells: ${cells.join(",")}`;
  };
  if (replica.length === cluster.cells.length && rdonly.length === cluster.cells.length) return "All Reads Switched";
  if (replica.length === 0 && rdonly.length === 0) return "Reads Not Switched";
  return `Reads partially switched. ${words("Replica", replica)}. ${words("Rdonly", rdonly)}`;
}

/** Without RDONLY tablets, switching REPLICA switches RDONLY too, or the workflow would never count as switched. */
export function hasRdonlyTablets(cluster: Cluster, keyspaces: readonly string[]): boolean {
  return keyspaces.some((keyspace) => listTabletsInKeyspace(cluster, keyspace).some((tablet) => tablet.type === "RDONLY"));
}
