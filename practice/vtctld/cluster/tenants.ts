import type { Cluster, Shard, TabletType } from "./cluster.ts";
import { toTableSuffix } from "./rules.ts";
import { listSourceShards, type WorkflowView } from "./workflows.ts";

/** A move of one tenant: whole keyspaces are routed, not tables, and the target's tables contain other tenants' rows too. */
export function isTenantMove(workflow: Pick<WorkflowView, "streams">): boolean {
  return workflow.streams.some(({ stream }) => stream.options.tenantId !== "");
}

/** Sends a tenant's own keyspace to one keyspace, for these tablet types. */
export function routeTenant(cluster: Cluster, source: string, types: readonly TabletType[], destination: string): void {
  const names = types.map((type) => `${source}${toTableSuffix(type)}`);
  const others = cluster.keyspaceRoutingRules.filter(({ fromKeyspace }) => !names.includes(fromKeyspace));
  cluster.keyspaceRoutingRules = [...others, ...names.map((fromKeyspace) => ({ fromKeyspace, toKeyspace: destination }))];
}

export function dropTenantRules(cluster: Cluster, source: string): void {
  cluster.keyspaceRoutingRules = cluster.keyspaceRoutingRules.filter(({ fromKeyspace }) => fromKeyspace.split("@")[0] !== source);
}

/** True if another keyspace serves the tenant's keyspace for this tablet type. */
export function tenantLeadsTo(cluster: Cluster, source: string, type: TabletType, target: string): boolean {
  const from = `${source}${toTableSuffix(type)}`;
  return cluster.keyspaceRoutingRules.some(({ fromKeyspace, toKeyspace }) => fromKeyspace === from && toKeyspace === target);
}

/** A cancelled move removes the tenant's rows from the target's tables, which stay. */
export function deleteTenantRows(cluster: Cluster, workflow: WorkflowView, shard: Shard): void {
  for (const name of workflow.tables) {
    const table = shard.tables.get(name);
    const own = listSourceShards(cluster, workflow).reduce((sum, source) => sum + (source.tables.get(name)?.rows ?? 0), 0);
    if (table !== undefined) table.rows = Math.max(0, table.rows - own);
  }
}
