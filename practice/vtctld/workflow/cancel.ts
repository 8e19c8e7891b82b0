import { sortShards, type Cluster, type Keyspace, type Shard } from "../cluster/cluster.ts";
import { allowTables } from "../cluster/denied-tables.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import { needPrimaries, withKeyspaceLock, withWorkflowLock, type Operation } from "../cluster/operation.ts";
import type { WorkflowDeleteRequest } from "../cluster/requests.ts";
import { dropRules, rewriteRules } from "../cluster/rules.ts";
import { rebuildGraph } from "../cluster/serving.ts";
import { deleteTenantRows, dropTenantRules, isTenantMove } from "../cluster/tenants.ts";
import { deriveTrafficState } from "../cluster/traffic-state.ts";
import { findWorkflowOrThrow, listSourceShards, listTargetShards, toReverseName, type WorkflowView } from "../cluster/workflows.ts";

/** WorkflowDelete (cancel and delete): removes target tables and both sides' deny entries unless data is kept; then streams and rules. */
export async function cancelWorkflow(operation: Operation, request: WorkflowDeleteRequest): Promise<Shard[]> {
  const { cluster } = operation;
  const workflow = findWorkflowOrThrow(cluster, request.keyspace, request.workflow);
  requireSource(cluster, workflow, request.ignore_source_keyspace);
  const sources = request.ignore_source_keyspace ? [] : listSourceShards(cluster, workflow);
  await needPrimaries(operation, [...listTargetShards(workflow), ...sources]);
  refuseSwitched(cluster, workflow);
  const tenant = isTenantMove(workflow);
  const locked = request.ignore_source_keyspace ? workflow.target.name : workflow.sourceKeyspace;
  return withWorkflowLock(operation, request.keyspace, request.workflow, "WorkflowDelete", async () =>
    withKeyspaceLock(operation, locked, "DropTargets", async () => {
      const shards = listTargetShards(workflow).filter(({ name }) => request.shards.length === 0 || request.shards.includes(name));
      for (const shard of shards) {
        if (!request.keep_data && tenant) deleteTenantRows(cluster, workflow, shard);
        if (!request.keep_data && !tenant) {
          refuseMissingEntries(cluster, shard, workflow.tables);
          for (const table of workflow.tables) shard.tables.delete(table);
          allowTables(cluster, shard, workflow.tables);
        }
        deleteStreams(shard, request.workflow);
      }
      // `dropSourceDeniedTables`: if it keeps the data, Vitess keeps the denied tables (docs/facts/cancel-and-complete.md#keep-data).
      if (!request.keep_data && !tenant) for (const source of sources) allowTables(cluster, source, workflow.tables);
      if (!request.keep_data && !tenant) forgetInVSchema(workflow.target, workflow.tables);
      deleteReverse(cluster, workflow.sourceKeyspace, request.workflow);
      if (!request.keep_routing_rules && tenant) dropTenantRules(cluster, workflow.sourceKeyspace);
      if (!request.keep_routing_rules)
        await rewriteRules(operation, (rules) => dropRules(rules, workflow.sourceKeyspace, workflow.target.name, workflow.tables));
      rebuildGraph(cluster);
      return shards;
    }),
  );
}

/** A missing source keyspace must be left out by name, which vtctld supports since 22. */
export function requireSource(cluster: Cluster, workflow: WorkflowView, leftOut: boolean): void {
  if (leftOut || cluster.keyspaces.has(workflow.sourceKeyspace)) return;
  throw new VtctldError(texts.noNode(`/global/keyspaces/${workflow.sourceKeyspace}/shards`));
}

/** Since 22 a workflow with only the reads switched can be cancelled. */
const CANCELS_AFTER_READS_SINCE = 22;

function refuseSwitched(cluster: Cluster, workflow: WorkflowView): void {
  const state = deriveTrafficState(cluster, workflow);
  if (cluster.version >= CANCELS_AFTER_READS_SINCE) {
    if (state.writesSwitched) throw new VtctldError(texts.notDeletable);
    return;
  }
  if (state.writesSwitched || state.replicaSwitchedSomewhere || state.rdonlySwitchedSomewhere) throw new VtctldError(texts.notCancellable);
}

/** Since 21 vtctld only logs that a table was not denied. */
const FORGIVES_MISSING_ENTRIES_SINCE = 21;

function refuseMissingEntries(cluster: Cluster, shard: Shard, tables: readonly string[]): void {
  const missing = tables.some((table) => !shard.deniedTables.includes(table));
  // The legacy commands have their own words.
  if (missing && cluster.version >= 18 && cluster.version < FORGIVES_MISSING_ENTRIES_SINCE) throw new VtctldError(texts.notDenied);
}

/** Removes the streams of a workflow and its VDiffs from a shard. */
export function deleteStreams(shard: Shard, workflow: string): void {
  shard.streams = shard.streams.filter((stream) => stream.workflow !== workflow);
  shard.vdiffs = shard.vdiffs.filter((run) => run.workflow !== workflow);
}

/** Removes the reverse workflow. */
export function deleteReverse(cluster: Cluster, sourceKeyspace: string, workflow: string): void {
  const keyspace = cluster.keyspaces.get(sourceKeyspace);
  if (keyspace === undefined) return;
  for (const shard of sortShards(keyspace)) deleteStreams(shard, toReverseName(workflow));
}

/**
 * The VSchema of an unsharded keyspace loses the tables with their data; a sharded one keeps what people wrote, except for a cancel on 15
 * to 16.0.3 (public report).
 */
export function forgetInVSchema(keyspace: Keyspace, tables: readonly string[], release = ""): void {
  if (keyspace.sharded && !/^(?:15\.|16\.0\.[0-3]$)/.test(release)) return;
  for (const table of tables) keyspace.vschema.tables.delete(table);
}
