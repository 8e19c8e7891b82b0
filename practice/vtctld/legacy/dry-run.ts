import { formatGtidPosition, toDatabaseName, type Cluster, type Shard } from "../cluster/cluster.ts";
import { formatGoDuration } from "../traffic/switch-dry-run.ts";
import { listSourceShards, listTargetShards, toReverseName, type WorkflowView } from "../cluster/workflows.ts";
import type { WritesRequest } from "./switch-writes.ts";

function formatTabletNames(shards: readonly Shard[]): string {
  return shards.map((shard) => `\ttablet ${shard.primary.uid}`).join("\n");
}

/** The lines of a dry run that switches writes, as 12 and 14 word them; two of them as 23 does from 16 on. */
export function listLegacyWritesDryRun(cluster: Cluster, workflow: WorkflowView, request: WritesRequest): string[] {
  const source = workflow.sourceKeyspace;
  const target = workflow.target.name;
  const tables = workflow.tables.join(",");
  const sources = listSourceShards(cluster, workflow);
  const targets = listTargetShards(workflow);
  const late = cluster.version >= 16;
  const wait = late
    ? "Wait for vreplication on stopped streams to catchup for up to"
    : "Wait for VReplication on stopped streams to catchup for upto";
  const positions = sources.map((shard) => `\tKeyspace ${source}, Shard ${shard.name} at Position MySQL56/${formatGtidPosition(shard)}`);
  const frozen = targets.map(
    (shard) =>
      `\tKeyspace ${target}, Shard ${shard.name}, Tablet ${shard.primary.uid}, Workflow ${workflow.name}, DbName ${toDatabaseName(target)}`,
  );
  return [
    `Lock keyspace ${source}`,
    `Lock keyspace ${target}`,
    `Stop writes on keyspace ${source}, tables [${tables}]:`,
    ...positions,
    `${wait} ${formatGoDuration(request.timeoutSeconds)}`,
    `Create reverse replication workflow ${toReverseName(workflow.name)}`,
    "Create journal entries on source databases",
    `Enable writes on keyspace ${target} tables [${tables}]`,
    `Switch routing from keyspace ${source} to keyspace ${target}`,
    `Routing rules for tables [${tables}] will be updated`,
    `${late ? "Switch writes" : "SwitchWrites"} completed, freeze and delete vreplication streams on:`,
    formatTabletNames(targets),
    ...(request.reverseReplication ? ["Start reverse replication streams on:", formatTabletNames(sources)] : []),
    "Mark vreplication streams frozen on:",
    ...frozen,
    `Unlock keyspace ${target}`,
    `Unlock keyspace ${source}`,
  ];
}

function formatLegacyPlace(keyspace: string, shard: Shard): string {
  return `\tKeyspace ${keyspace} Shard ${shard.name}`;
}

function listStreamPlaces(keyspace: string, shards: readonly Shard[], name: string): string[] {
  return shards.map(
    (shard) => `${formatLegacyPlace(keyspace, shard)} Workflow ${name} DbName ${toDatabaseName(keyspace)} Tablet ${shard.primary.uid}`,
  );
}

/** The lines of Complete's and DropSources' dry run. */
export function listCompleteDryRun(
  cluster: Cluster,
  workflow: WorkflowView,
  options: { keepData: boolean; renameTables: boolean; keepRoutingRules: boolean },
): string[] {
  const source = workflow.sourceKeyspace;
  const target = workflow.target.name;
  const sources = listSourceShards(cluster, workflow);
  const dropped = sources.flatMap((shard) =>
    workflow.tables.map(
      (table) => `${formatLegacyPlace(source, shard)} DbName ${toDatabaseName(source)} Tablet ${shard.primary.uid} Table ${table}`,
    ),
  );
  const verb = options.renameTables ? "Renaming" : "Dropping";
  return [
    `Lock keyspace ${source}`,
    `Lock keyspace ${target}`,
    ...(options.keepData
      ? []
      : [
          `${verb} these tables from the database and removing them from the vschema for keyspace ${source}:`,
          ...dropped,
          `Denied tables [${workflow.tables.join(",")}] will be removed from:`,
          ...sources.map((shard) => `${formatLegacyPlace(source, shard)} Tablet ${shard.primary.uid}`),
        ]),
    "Delete reverse vreplication streams on source:",
    ...listStreamPlaces(source, sources, toReverseName(workflow.name)),
    "Delete vreplication streams on target:",
    ...listStreamPlaces(target, listTargetShards(workflow), workflow.name),
    ...(options.keepRoutingRules ? [] : ["Routing rules for participating tables will be deleted"]),
    `Unlock keyspace ${target}`,
    `Unlock keyspace ${source}`,
  ];
}
