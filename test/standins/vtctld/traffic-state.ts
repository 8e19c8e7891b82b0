import type { Cluster, TabletType } from "./cluster.ts";
import { tabletsOf } from "./cluster.ts";
import { ruleSuffix } from "./rules.ts";
import { isTenantMove, tenantLeadsTo } from "./tenants.ts";
import type { WorkflowView } from "./workflows.ts";
import { isReverseName } from "./workflows.ts";

/** Where the traffic of a workflow's tables goes, from the original workflow's point of view. */
export interface TrafficState {
  replicaSwitched: boolean;
  rdonlySwitched: boolean;
  writesSwitched: boolean;
  /** Vitess's words for it. */
  text: string;
}

/** Derives the state from the routing rules of the first table, as vtctld does: nothing else keeps it. */
export function trafficState(cluster: Cluster, workflow: WorkflowView): TrafficState {
  const reverse = isReverseName(workflow.name);
  const source = reverse ? workflow.target.name : workflow.sourceKeyspace;
  const target = reverse ? workflow.sourceKeyspace : workflow.target.name;
  const table = workflow.tables[0] ?? "";
  const leadsToTarget = (from: string): boolean => cluster.routingRules.get(from)?.some((to) => to.startsWith(`${target}.`)) ?? false;
  const tenant = isTenantMove(workflow);
  const switched = (type: TabletType, name: string): boolean =>
    tenant ? tenantLeadsTo(cluster, source, type, target) : leadsToTarget(`${source}.${name}${ruleSuffix(type)}`);
  const replicaSwitched = switched("REPLICA", table);
  const rdonlySwitched = switched("RDONLY", table);
  const writesSwitched = workflow.tables.some((each) => switched("PRIMARY", each));
  return { replicaSwitched, rdonlySwitched, writesSwitched, text: stateText(replicaSwitched, rdonlySwitched, writesSwitched) };
}

/** Vitess's words for a state of reads and writes. */
export function stateText(replicaSwitched: boolean, rdonlySwitched: boolean, writesSwitched: boolean): string {
  const writes = writesSwitched ? "Writes Switched" : "Writes Not Switched";
  if (replicaSwitched && rdonlySwitched) return `All Reads Switched. ${writes}`;
  if (!replicaSwitched && !rdonlySwitched) return `Reads Not Switched. ${writes}`;
  const replica = replicaSwitched ? "All Replica Reads Switched" : "Replica not switched";
  const rdonly = rdonlySwitched ? "All Rdonly Reads Switched" : "Rdonly not switched";
  return `Reads partially switched. ${replica}. ${rdonly}. ${writes}`;
}

/** Without RDONLY tablets, switching REPLICA switches RDONLY with it, else the workflow would never count as switched. */
export function hasRdonlyTablets(cluster: Cluster, keyspaces: readonly string[]): boolean {
  return keyspaces.some((keyspace) => tabletsOf(cluster, keyspace).some((tablet) => tablet.type === "RDONLY"));
}
