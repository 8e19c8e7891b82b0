import { toDatabaseName, type Cluster, type Shard } from "../cluster/cluster.ts";
import { deleteReverse, deleteStreams, requireSource } from "./cancel.ts";
import { allowTables } from "../cluster/denied-tables.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import { needPrimaries, withKeyspaceLock, withWorkflowLock, type Operation } from "../cluster/operation.ts";
import type { CompleteRequest } from "../cluster/requests.ts";
import { dropRules, rewriteRules } from "../cluster/rules.ts";
import { rebuildGraph } from "../cluster/serving.ts";
import { dropTenantRules, isTenantMove } from "../cluster/tenants.ts";
import { deriveTrafficState } from "../cluster/traffic-state.ts";
import {
  findWorkflowOrThrow,
  isReverseName,
  listSourceShards,
  listTargetShards,
  toReverseName,
  type WorkflowView,
} from "../cluster/workflows.ts";

/** MoveTablesComplete: removes source tables, deny lists, streams of both directions and rules. Returns the lines of a dry run. */
export async function completeWorkflow(operation: Operation, request: CompleteRequest): Promise<string[]> {
  const { cluster } = operation;
  const workflow = findWorkflowOrThrow(cluster, request.target_keyspace, request.workflow);
  requireSource(cluster, workflow, request.ignore_source_keyspace);
  const sources = request.ignore_source_keyspace ? [] : listSourceShards(cluster, workflow);
  await needPrimaries(operation, [...listTargetShards(workflow), ...sources]);
  const state = deriveTrafficState(cluster, workflow);
  if (!state.replicaSwitched || !state.rdonlySwitched || !state.writesSwitched) throw new VtctldError(texts.notCompletable);
  return withWorkflowLock(operation, request.target_keyspace, request.workflow, "MoveTablesComplete", async () =>
    withSourceLock(operation, workflow.sourceKeyspace, request.ignore_source_keyspace, async () =>
      withKeyspaceLock(operation, workflow.target.name, "DropSources", async () => {
        validate(cluster, workflow);
        const lines = listDryRunLines(cluster, workflow, request);
        if (!request.dry_run) await carryOut(operation, workflow, request);
        return lines;
      }),
    ),
  );
}

/** Without the source there is nothing to lock there. */
async function withSourceLock<Result>(
  operation: Operation,
  keyspace: string,
  leftOut: boolean,
  work: () => Promise<Result>,
): Promise<Result> {
  return leftOut ? work() : withKeyspaceLock(operation, keyspace, "DropSources", work);
}

/** What must hold before anything is dropped: streams frozen, and no rule that still leads from the source's tables elsewhere. */
function validate(cluster: Cluster, workflow: WorkflowView): void {
  const problems = workflow.streams
    .filter(({ stream }) => stream.message !== "FROZEN")
    .map(({ shard }) => texts.notFrozen(shard.primary.uid));
  for (const table of workflow.tables) {
    for (const [from, to] of cluster.routingRules) {
      if (to.includes(`${workflow.sourceKeyspace}.${table}`)) problems.push(texts.routingExists(workflow.sourceKeyspace, table, from));
    }
  }
  if (problems.length > 0) throw new VtctldError(problems.join("\n"));
}

async function carryOut(operation: Operation, workflow: WorkflowView, request: CompleteRequest): Promise<void> {
  const { cluster } = operation;
  const source = cluster.keyspaces.get(workflow.sourceKeyspace);
  for (const shard of request.ignore_source_keyspace ? [] : listSourceShards(cluster, workflow)) {
    if (!request.keep_data) {
      for (const table of workflow.tables) removeTable(shard, table, request.rename_tables);
    }
    allowTables(cluster, shard, workflow.tables);
    for (const table of workflow.tables) shard.journals.delete(table);
  }
  if (!request.keep_data && !request.ignore_source_keyspace) for (const table of workflow.tables) source?.vschema.tables.delete(table);
  for (const shard of listTargetShards(workflow)) {
    allowTables(cluster, shard, workflow.tables);
    deleteStreams(shard, workflow.name);
  }
  deleteReverse(cluster, workflow.sourceKeyspace, workflow.name);
  if (!request.keep_routing_rules && isTenantMove(workflow)) dropTenantRules(cluster, workflow.sourceKeyspace);
  if (!request.keep_routing_rules)
    await rewriteRules(operation, (rules) => dropRules(rules, workflow.sourceKeyspace, workflow.target.name, workflow.tables));
  rebuildGraph(cluster);
}

/** Vitess keeps the first 59 characters of a name that it renames. */
const renamedLength = 59;

function removeTable(shard: Shard, name: string, rename: boolean): void {
  const table = shard.tables.get(name);
  shard.tables.delete(name);
  if (!rename || table === undefined) return;
  const renamed = `_${name.slice(0, renamedLength)}_old`;
  shard.tables.set(renamed, { ...table, name: renamed });
}

function formatShardPlace(keyspace: string, shard: Shard): string {
  return `keyspace:${keyspace};shard:${shard.name}`;
}

function formatStreamsToDrop(keyspace: string, shards: readonly Shard[], name: string): string {
  return shards
    .map((shard) => `${formatShardPlace(keyspace, shard)};workflow:${name};dbname:${toDatabaseName(keyspace)};tablet:${shard.primary.uid}`)
    .join(",");
}

function formatTablets(keyspace: string, shards: readonly Shard[]): string {
  return shards.map((shard) => `${formatShardPlace(keyspace, shard)};tablet:${shard.primary.uid}`).join(",");
}

function listDryRunLines(cluster: Cluster, workflow: WorkflowView, request: CompleteRequest): string[] {
  const { sourceKeyspace, tables } = workflow;
  const target = workflow.target.name;
  const sources = listSourceShards(cluster, workflow);
  const targets = listTargetShards(workflow);
  const dropped = sources.flatMap((shard) =>
    tables.map(
      (table) =>
        `${formatShardPlace(sourceKeyspace, shard)};dbname:${toDatabaseName(sourceKeyspace)};tablet:${shard.primary.uid};table:${table}`,
    ),
  );
  const verb = request.rename_tables ? "Renaming" : "Dropping";
  const lines = [`Lock keyspace ${sourceKeyspace}`, `Lock keyspace ${target}`];
  if (!request.keep_data) {
    lines.push(
      `${verb} these tables from the database and removing them from the vschema for keyspace ${sourceKeyspace}: [${dropped.join(",")}]`,
      `Denied tables records on [${tables.join(",")}] will be removed from: [${formatTablets(sourceKeyspace, sources)}]`,
      `Denied tables records on [${tables.join(",")}] will be removed from: [${formatTablets(target, targets)}]`,
    );
  }
  const reverse = isReverseName(workflow.name) ? workflow.name : toReverseName(workflow.name);
  lines.push(
    `Delete reverse vreplication streams on sources: [${formatStreamsToDrop(sourceKeyspace, sources, reverse)}]`,
    `Delete vreplication streams on targets: [${formatStreamsToDrop(target, targets, workflow.name)}]`,
  );
  if (!request.keep_routing_rules) lines.push("Routing rules for participating tables will be deleted");
  return [...lines, `Unlock keyspace ${target}`, `Unlock keyspace ${sourceKeyspace}`];
}
