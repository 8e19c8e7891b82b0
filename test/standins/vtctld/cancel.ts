import type { Cluster, Keyspace, Shard } from "./cluster.ts";
import { shardsOf } from "./cluster.ts";
import { allowTables } from "./denied-tables.ts";
import { VtctldError, texts } from "./errors.ts";
import type { Operation } from "./operation.ts";
import { needPrimaries, withKeyspaceLock, withWorkflowLock } from "./operation.ts";
import type { WorkflowDeleteRequest } from "./rpc/requests.ts";
import { dropRules } from "./rules.ts";
import { trafficState } from "./traffic-state.ts";
import { reverseName, sourceShards, targetShards, workflowOrError } from "./workflows.ts";

/** WorkflowDelete (cancel and delete): target tables and their deny entries go unless data is kept; then streams and rules. */
export async function cancelWorkflow(operation: Operation, request: WorkflowDeleteRequest): Promise<Shard[]> {
  const { cluster } = operation;
  const workflow = workflowOrError(cluster, request.keyspace, request.workflow);
  await needPrimaries(operation, [...targetShards(workflow), ...sourceShards(cluster, workflow)]);
  if (trafficState(cluster, workflow).writesSwitched) throw new VtctldError(texts.notDeletable);
  return withWorkflowLock(operation, request.keyspace, request.workflow, "WorkflowDelete", async () =>
    withKeyspaceLock(operation, workflow.sourceKeyspace, "DropTargets", async () => {
      const shards = targetShards(workflow);
      for (const shard of shards) {
        if (!request.keep_data) {
          for (const table of workflow.tables) shard.tables.delete(table);
          allowTables(shard, workflow.tables);
        }
        deleteStreams(shard, request.workflow);
      }
      if (!request.keep_data) forgetInVSchema(workflow.target, workflow.tables);
      deleteReverse(cluster, workflow.sourceKeyspace, request.workflow);
      if (!request.keep_routing_rules) dropRules(cluster, workflow.sourceKeyspace, workflow.target.name, workflow.tables);
      return shards;
    }),
  );
}

/** Removes the streams of a workflow and its VDiffs from a shard. */
export function deleteStreams(shard: Shard, workflow: string): void {
  shard.streams = shard.streams.filter((stream) => stream.workflow !== workflow);
  shard.vdiffs = shard.vdiffs.filter((run) => run.workflow !== workflow);
}

/** Removes the workflow that replicates back. */
export function deleteReverse(cluster: Cluster, sourceKeyspace: string, workflow: string): void {
  const keyspace = cluster.keyspaces.get(sourceKeyspace);
  if (keyspace === undefined) return;
  for (const shard of shardsOf(keyspace)) deleteStreams(shard, reverseName(workflow));
}

/** The VSchema of an unsharded keyspace loses the tables with their data; a sharded one keeps what people wrote. */
export function forgetInVSchema(keyspace: Keyspace, tables: readonly string[]): void {
  if (keyspace.sharded) return;
  for (const table of tables) keyspace.vschema.tables.delete(table);
}
