import {
  formatAlias,
  formatGtidPosition,
  sortShards,
  toDatabaseName,
  type Cluster,
  type Keyspace,
  type Shard,
} from "../cluster/cluster.ts";
import { findLastKeyCopied } from "../workflow/copy.ts";
import { texts } from "../cluster/errors.ts";
import { formatTransactionLag, updateLag } from "../workflow/lag.ts";
import { needPrimaries, type Operation } from "../cluster/operation.ts";
import { toShownState, type CopyState, type Stream } from "../cluster/streams.ts";
import { findKeyspaceOrThrow, findSourceShard, listPlacedStreams, type PlacedStream } from "../cluster/workflows.ts";
import type { GetWorkflowsRequest } from "../cluster/requests.ts";
import { encodeTabletControls } from "../cluster/topology-answers.ts";

/** GetWorkflows: every workflow of a keyspace, or one; an unknown one is an empty list. */
export async function answerWorkflows(operation: Operation, request: GetWorkflowsRequest): Promise<object> {
  const { cluster } = operation;
  const keyspace = findKeyspaceOrThrow(cluster, request.keyspace, (name) => texts.noNode(`/global/keyspaces/${name}/shards/`));
  await needPrimaries(operation, sortShards(keyspace), "ReadVReplicationWorkflows");
  const all = sortShards(keyspace).flatMap((shard) => shard.streams.map((stream) => stream.workflow));
  const names = [...new Set(all)].filter((name) => request.workflow === "" || name === request.workflow).toSorted();
  const messages = names.flatMap((name) => {
    const placed = listPlacedStreams(keyspace, name, request.shards).filter(
      ({ stream }) => !request.active_only || toShownState(stream) !== "Stopped",
    );
    return placed.length === 0
      ? []
      : [request.name_only ? { name } : encodeWorkflow(cluster, keyspace, name, placed, request, operation.clock.now())];
  });
  return { workflows: messages };
}

function encodeWorkflow(
  cluster: Cluster,
  keyspace: Keyspace,
  name: string,
  placed: readonly PlacedStream[],
  request: GetWorkflowsRequest,
  now: number,
): object {
  const first = placed[0]?.stream;
  const shards = [...new Set(placed.map(({ shard }) => shard))];
  const shardStreams = shards.map((shard) => [
    `${shard.name}/${formatAlias(shard.primary)}`,
    {
      streams: placed
        .filter((each) => each.shard === shard)
        .map(({ stream }) => encodeStream(cluster, keyspace, shard, stream, request.include_logs)),
      tablet_controls: encodeTabletControls(shard),
      is_primary_serving: shard.isPrimaryServing,
    },
  ]);
  return {
    name,
    source: { keyspace: first?.source.keyspace ?? "", shards: [...new Set(placed.map(({ stream }) => stream.source.shard))].toSorted() },
    target: { keyspace: keyspace.name, shards: shards.map((shard) => shard.name) },
    max_v_replication_lag: String(updateLag(placed, now)),
    shard_streams: Object.fromEntries(shardStreams),
    workflow_type: "MoveTables",
    workflow_sub_type: "None",
    max_v_replication_transaction_lag: formatTransactionLag(placed, now),
    defer_secondary_keys: first?.deferSecondaryKeys ?? false,
    options: encodeWorkflowOptions(first),
  };
}

function encodeWorkflowOptions(stream: Stream | undefined): object {
  if (stream === undefined) return {};
  const { options } = stream;
  return {
    tenant_id: options.tenantId,
    sharded_auto_increment_handling: options.shardedAutoIncrementHandling,
    shards: options.shards,
    config: options.config,
    global_keyspace: options.globalKeyspace,
    lookup_vindexes: options.lookupVindexes,
  };
}

function encodeSeconds(seconds: number): object {
  return { seconds: String(seconds), nanoseconds: 0 };
}

function encodeStream(cluster: Cluster, keyspace: Keyspace, shard: Shard, stream: Stream, withLogs: boolean): object {
  const logs = stream.logs.map((log) => ({
    id: String(log.id),
    stream_id: String(stream.id),
    type: log.type,
    state: log.state,
    created_at: encodeSeconds(log.createdAt),
    updated_at: encodeSeconds(log.updatedAt),
    message: log.message,
    count: String(log.count),
  }));
  return {
    id: String(stream.id),
    shard: shard.name,
    tablet: stream.tablet,
    binlog_source: {
      keyspace: stream.source.keyspace,
      shard: stream.source.shard,
      filter: { rules: stream.rules },
      on_ddl: stream.onDdl,
      stop_after_copy: stream.stopAfterCopy,
      source_time_zone: stream.sourceTimeZone,
    },
    position: formatStoredPosition(cluster, stream),
    state: toShownState(stream),
    db_name: toDatabaseName(keyspace.name),
    transaction_timestamp: encodeSeconds(stream.transactionTimestamp),
    time_updated: encodeSeconds(stream.timeUpdated),
    message: stream.message,
    copy_states: copyStatesInOrder(stream).map((state) => ({
      table: state.table,
      last_pk: formatLastKey(cluster.version, state),
      stream_id: String(stream.id),
    })),
    logs: withLogs ? logs : [],
    tags: [""],
    rows_copied: String(stream.rowsCopied),
    throttler_status: {
      component_throttled: stream.throttled?.component ?? "",
      time_throttled: encodeSeconds(stream.throttled?.at ?? 0),
    },
    tablet_types: stream.tabletTypes,
    tablet_selection_preference: stream.inOrder ? "INORDER" : "ANY",
    // 23 splits the row's text at its commas: an empty one leaves one empty cell.
    cells: stream.cells.length === 0 ? [""] : stream.cells,
  };
}

/** The table being copied comes last once it has a key: its newest row of `_vt.copy_state` counts. */
function copyStatesInOrder(stream: Stream): CopyState[] {
  return stream.copyStates.toSorted((a, b) => Number(a.rowsDone > 0) - Number(b.rowsDone > 0));
}

/** The last key as `_vt.copy_state` keeps it: a protobuf text of a one-column row; numbers and texts differ in their field. */
function formatLastKey(version: number, state: CopyState): string {
  const key = findLastKeyCopied(state);
  if (key === undefined) return "";
  // Up to 17 the key's column has only its name and type.
  const described = version <= 17 ? "" : " charset:63 flags:49667";
  const field = `fields:{name:${JSON.stringify(state.primaryKey)} type:INT64${described}}`;
  return `${field} rows:{lengths:${String(key).length} values:"${key}"}`;
}

/** Up to 17 the position is as in the row, with its flavour. */
function formatStoredPosition(cluster: Cluster, stream: Stream): string {
  const position = formatPosition(cluster, stream);
  return cluster.version <= 17 && position !== "" ? `MySQL56/${position}` : position;
}

/** A stream's position as a GTID set; empty before its first rows. */
export function formatPosition(cluster: Cluster, stream: Stream): string {
  const source = findSourceShard(cluster, stream);
  return stream.position === undefined || source === undefined ? "" : formatGtidPosition(source, stream.position);
}
