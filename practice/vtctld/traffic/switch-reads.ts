import type { Cluster } from "../cluster/cluster.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import { withKeyspaceLock, type Operation } from "../cluster/operation.ts";
import { endMirroring, mirrorRulesDoNotFit, rewriteRules, routeReads, tellsMirroring } from "../cluster/rules.ts";
import { rebuildGraph } from "../cluster/serving.ts";
import { isTenantMove, routeTenant } from "../cluster/tenants.ts";
import type { SwitchPlan } from "./switch-traffic.ts";

/** From here on vtctld leaves the rebuild to the following switch of writes, whether that does anything or not. */
const REBUILDS_ONCE_SINCE = 21;

function rebuildsForReads(cluster: Cluster, plan: SwitchPlan): boolean {
  return cluster.version < REBUILDS_ONCE_SINCE || !plan.hasPrimary;
}

/** Switches reads of replicas and rdonly tablets: rules only, done or not done. Returns the lines of its dry run. */
export async function switchReads(operation: Operation, plan: SwitchPlan, dryRun: boolean): Promise<string[]> {
  const { workflow, readTypes } = plan;
  const { cluster } = operation;
  const source = workflow.sourceKeyspace;
  const target = workflow.target.name;
  const destination = plan.readsBackward ? source : target;
  const tables = workflow.tables.join(",");
  const types = readTypes.join(",");
  if (mirrorRulesDoNotFit(cluster, source, workflow.tables, readTypes)) throw new VtctldError(texts.mirrorRules);
  if (!dryRun) {
    const unknownCell = plan.cells.find((cell) => !cluster.cells.includes(cell));
    if (unknownCell !== undefined) throw new VtctldError(texts.noNode(`/global/cells/${unknownCell}/CellInfo`));
    await withKeyspaceLock(operation, source, "SwitchReads", async () => {
      endMirroring(cluster, source, target, workflow.tables, readTypes);
      if (isTenantMove(workflow)) routeTenant(cluster, source, readTypes, destination);
      else await rewriteRules(operation, (rules) => routeReads(rules, source, target, workflow.tables, readTypes, destination));
      await operation.reached("reads-saved");
      if (isTenantMove(workflow)) rebuildGraph(cluster);
      else if (rebuildsForReads(cluster, plan)) rebuildGraph(cluster, plan.cells);
      await operation.reached("reads-switched");
    });
  }
  const lines = [
    `Lock keyspace ${source}`,
    // 24 locks both.
    ...(cluster.version >= 24 ? [`Lock keyspace ${target}`] : []),
    ...(tellsMirroring(cluster, source, workflow.tables, readTypes)
      ? [`Mirroring 0.00 percent of traffic from keyspace ${source} to keyspace ${target} for tablet types [${types}]`]
      : []),
    `Switch reads for tables [${tables}] to keyspace ${destination} for tablet types [${types}]`,
    `Routing rules for tables [${tables}] will be updated`,
  ];
  if (cluster.version >= REBUILDS_ONCE_SINCE && !plan.hasPrimary)
    lines.push(`Serving VSchema will be rebuilt for the ${destination} keyspace`);
  if (cluster.version >= 24) lines.push(`Unlock keyspace ${target}`);
  return [...lines, `Unlock keyspace ${source}`];
}
