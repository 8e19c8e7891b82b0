import { CREATE_DEFAULTS, SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { isKeyspace, isWorkflowName } from "../../../src/core/vitess/names.ts";
import { isCopying } from "../../../src/core/move/phase.ts";
import type { Vitess, WorkflowIn } from "../../../src/operations/ports.ts";
import { openVitess } from "../../../src/vtctld/open.ts";
import { until } from "../../operations/harness.ts";
import type { Cluster, Keyspace } from "../../../practice/vtctld/cluster/cluster.ts";
import { createCommerceCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";
import { tablesNamed } from "../../names.ts";

/** The names that a page of the documentation uses. */
export interface Names {
  readonly source: string;
  readonly target: string;
  readonly workflow: string;
  readonly tables: readonly string[];
}

export const CUTOVER: Names = {
  source: "sourcekeyspace",
  target: "targetkeyspace",
  workflow: "workflowname",
  tables: tablesNamed("table1", "table2", "table3"),
};
export const MOVE_TABLES: Names = {
  source: "commerce",
  target: "customer",
  workflow: "commerce2customer",
  tables: tablesNamed("corder", "customer"),
};

/** Where a move may be when a line is typed. */
export type Situation = "before" | "running" | "stopped" | "reads-switched" | "switched" | "reversed";

const PACE = { streamStartMs: 1, postCopyMs: 1, betweenTablesMs: 1, vdiffStartMs: 5, switchStepMs: 1, copyRowsPerSecond: 1_000_000 };

/** A page's cluster of this release in every situation, each made by the release's own commands. */
export async function preparedFor(version: number, names: Names): Promise<Readonly<Record<Situation, Cluster>>> {
  const cluster = named(createCommerceCluster({ version, customerRows: 100, corderRows: 200, pace: PACE }), names);
  const simulator = await startVtctldSimulator({ cluster });
  const { vitess, close } = openVitess({ addresses: [simulator.address] });
  const name = workflowOf(names);
  const here = (): Cluster => structuredClone(cluster);
  const switchTo = (tabletTypes: readonly TabletType[], direction: "forward" | "backward" = "forward") =>
    vitess.switchTraffic(name, { ...SWITCH_DEFAULTS, tabletTypes }, { direction, dryRun: false });
  try {
    const before = here();
    await vitess.createMove(name, { ...CREATE_DEFAULTS, sourceKeyspace: keyspace(names.source), tables: tablesNamed(...names.tables) });
    await running(vitess, name);
    const live = here();
    await vitess.setRunning(name, "Stopped");
    const stopped = here();
    await vitess.setRunning(name, "Running");
    await running(vitess, name);
    await switchTo(["REPLICA", "RDONLY"]);
    const reads = here();
    await switchTo(["PRIMARY"]);
    const switched = here();
    await switchTo(["PRIMARY", "REPLICA", "RDONLY"], "backward");
    return { before, running: live, stopped, "reads-switched": reads, switched, reversed: here() };
  } finally {
    close();
    await simulator.close();
  }
}

function workflowOf({ target, workflow }: Names): WorkflowIn {
  if (!isWorkflowName(workflow)) throw new Error(workflow);
  return { targetKeyspace: keyspace(target), workflow };
}

function keyspace(name: string): WorkflowIn["targetKeyspace"] {
  if (!isKeyspace(name)) throw new Error(name);
  return name;
}

async function running(vitess: Vitess, name: WorkflowIn): Promise<void> {
  await until(async () => {
    const [workflow] = await vitess.workflows(name.targetKeyspace);
    const runs = workflow?.streams.every((stream) => stream.state === "Running" && stream.position !== "") === true;
    return runs && workflow !== undefined && !isCopying(workflow);
  });
}

/** The practice cluster under a page's own names. */
function named(cluster: Cluster, { source, target, tables }: Names): Cluster {
  // The pages switch rdonly separately, so there are tablets of that type.
  const replicas = cluster.tablets.filter((tablet) => tablet.type === "REPLICA");
  cluster.tablets.push(
    ...replicas.map((tablet) => ({ ...tablet, type: "RDONLY" as const, alias: { ...tablet.alias, uid: tablet.alias.uid + 1 } })),
  );
  const [from, to] = [renamed(cluster, "commerce", source), renamed(cluster, "customer", target)];
  const shard = from.shards.get("0");
  const model = shard?.tables.get("corder");
  if (shard === undefined || model === undefined) throw new Error("the practice cluster has no corder");
  if (source !== "commerce") shard.tables = new Map(tables.map((name) => [name, { ...structuredClone(model), name }]));
  cluster.keyspaces.set(source, from);
  cluster.keyspaces.set(target, to);
  return cluster;
}

function renamed(cluster: Cluster, old: string, name: string): Keyspace {
  const found = cluster.keyspaces.get(old);
  if (found === undefined) throw new Error(old);
  cluster.keyspaces.delete(old);
  for (const tablet of cluster.tablets) if (tablet.keyspace === old) tablet.keyspace = name;
  return { ...found, name };
}
