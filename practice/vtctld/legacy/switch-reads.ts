import type { TabletType } from "../cluster/cluster.ts";
import { VtctldError } from "../cluster/errors.ts";
import { withKeyspaceLock } from "../cluster/operation.ts";
import { rewriteRules, routeReads } from "../cluster/rules.ts";
import { rebuildGraph } from "../cluster/serving.ts";
import { hasRdonlyTablets, deriveTrafficState } from "../cluster/traffic-state.ts";
import type { WorkflowView } from "../cluster/workflows.ts";
import { legacyTexts } from "./errors.ts";
import type { LegacyOperation } from "./event-log.ts";

/** The options of a switch of reads. */
export interface ReadsRequest {
  types: readonly TabletType[];
  cells: readonly string[];
  backward: boolean;
  dryRun: boolean;
}

/** Switches reads: rules only. The copy is not checked here; v2 does that before, v1 never. Returns the lines of a dry run. */
export async function switchLegacyReads(operation: LegacyOperation, workflow: WorkflowView, request: ReadsRequest): Promise<string[]> {
  const { cluster } = operation;
  const source = workflow.sourceKeyspace;
  const target = workflow.target.name;
  const types = [...request.types];
  if (request.backward) {
    const state = deriveTrafficState(cluster, workflow);
    const missing = types.find((type) => !(type === "REPLICA" ? state.replicaSwitchedSomewhere : state.rdonlySwitchedSomewhere));
    if (missing !== undefined) throw new VtctldError(legacyTexts.readsNotSwitchedBack(missing));
  }
  const unknownCell = request.cells.find((cell) => !cluster.cells.includes(cell));
  const cellMissing = legacyTexts.noNode(`/global/cells/${unknownCell ?? ""}/CellInfo`);
  if (types.includes("REPLICA") && !types.includes("RDONLY")) {
    if (unknownCell !== undefined) throw new VtctldError(cellMissing);
    if (!hasRdonlyTablets(cluster, [source, target])) types.push("RDONLY");
  }
  const destination = request.backward ? source : target;
  const tables = workflow.tables.join(",");
  if (!request.dryRun) {
    await withKeyspaceLock(operation, source, "SwitchReads", async () => {
      if (unknownCell !== undefined) {
        operation.log.error("traffic_switcher.go", `switchTableReads failed: ${cellMissing}`);
        throw new VtctldError(cellMissing);
      }
      await rewriteRules(operation, (rules) => routeReads(rules, source, target, workflow.tables, types, destination));
      await operation.reached("reads-saved");
      rebuildGraph(cluster, request.cells);
      await operation.reached("reads-switched");
    });
  }
  return [
    `Lock keyspace ${source}`,
    `Switch reads for tables [${tables}] to keyspace ${destination} for tablet types [${types.join(",")}]`,
    `Routing rules for tables [${tables}] will be updated`,
    `Unlock keyspace ${source}`,
  ];
}
