import { sortShards, type Cluster } from "../cluster/cluster.ts";
import { listSourceShards, type WorkflowView } from "../cluster/workflows.ts";

/** A sequence from which the target's tables take their ids. */
interface BackingTable {
  keyspace: string;
  table: string;
  current: number;
  next: number;
}

/** The sequences that a switch has to set, each to one above the highest id moved; existing ones may be higher. */
function listBackingTables(cluster: Cluster, workflow: WorkflowView): BackingTable[] {
  return workflow.tables.flatMap((name) => {
    const sequence = workflow.target.vschema.tables.get(name)?.autoIncrement?.sequence;
    if (sequence === undefined) return [];
    const [first = "", second] = sequence.split(".");
    const keyspace = second === undefined ? workflow.sourceKeyspace : first;
    const table = second ?? first;
    const rows = listSourceShards(cluster, workflow).map((shard) => Math.round(shard.tables.get(name)?.rows ?? 0));
    const current = cluster.keyspaces.get(keyspace)?.sequences?.get(table) ?? 0;
    return [{ keyspace, table, current, next: Math.max(current, ...rows) + 1 }];
  });
}

/** A dry run's lines about them: one line before 22. */
export function listSequenceLines(cluster: Cluster, workflow: WorkflowView): string[] {
  const tables = listBackingTables(cluster, workflow);
  if (tables.length === 0) return [];
  const head = "The following sequence backing tables used by tables being moved will be initialized:";
  if (cluster.version < 22) return [`${head} ${tables.map(({ table }) => table).join(",")}`];
  return [
    [head, ...tables.map(({ table, current, next }) => `\tBacking table: ${table}, current value ${current}, new value ${next}`)].join(
      "\n",
    ),
  ];
}

/** Sets them; a missing backing table is created. */
export function initializeSequences(cluster: Cluster, workflow: WorkflowView): void {
  for (const { keyspace: name, table, next } of listBackingTables(cluster, workflow)) {
    const keyspace = cluster.keyspaces.get(name);
    if (keyspace === undefined) continue;
    keyspace.sequences = new Map(keyspace.sequences).set(table, next);
    for (const shard of sortShards(keyspace)) shard.gtid.sequence += 1;
  }
}
