import { createHash } from "node:crypto";
import { decodeLag } from "../../../core/readings/lag.ts";
import { isKeyspace, isWorkflowName, type Keyspace, type Shard, type WorkflowName } from "../../../core/vitess/names.ts";
import type { DeniedTables, Stream, StreamLog, Workflow } from "../../../core/readings/readings.ts";
import { redact } from "../../../core/explain/redact/redact.ts";
import type {
  _vtctldata_Workflow_ShardStream__Output as ShardStreamMessage,
  _vtctldata_Workflow_Stream_Log__Output as LogMessage,
  _vtctldata_Workflow_Stream__Output as StreamMessage,
  Workflow__Output as WorkflowMessage,
} from "../../wire/generated/vtctldata/Workflow.ts";
import type { Received, Requests } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { withoutDefaults, readInt64, readShard, readTableName } from "../call/fields.ts";
import { decodeTime } from "../call/times.ts";
import { decodeAlias, listTablesDeniedToPrimary } from "../cluster/topology.ts";

export interface WorkflowsWanted {
  readonly workflow?: WorkflowName;
  readonly logs?: boolean;
}

/**
 * Reads stopped workflows too: `active_only` stays unset. Leaves out a workflow that Tandem cannot name, such as one with an empty name
 * (docs/facts/create.md#nameless) or one that reads from another cluster.
 */
export async function readWorkflows(calls: Calls, keyspace: Keyspace, wanted: WorkflowsWanted = {}): Promise<readonly Workflow[]> {
  const request: Requests["GetWorkflows"] = withoutDefaults({
    keyspace,
    workflow: wanted.workflow ?? "",
    include_logs: wanted.logs ?? false,
  });
  const { workflows = [] } = await calls.read("GetWorkflows", request);
  return workflows.flatMap(decodeWorkflow);
}

function decodeWorkflow(message: Received<WorkflowMessage>): readonly Workflow[] {
  const {
    name = "",
    source = {},
    target = {},
    workflow_type = "",
    workflow_sub_type = "",
    options,
    defer_secondary_keys = false,
    max_v_replication_transaction_lag,
  } = message;
  const tenant = options?.tenant_id ?? "";
  const { keyspace: sourceKeyspace = "" } = source;
  const { keyspace: targetKeyspace = "" } = target;
  if (!isWorkflowName(name) || !isKeyspace(sourceKeyspace) || !isKeyspace(targetKeyspace)) return [];
  // Keyed `<shard>/<tablet>`; Go sends maps in no fixed order.
  const byShard = Object.entries(message.shard_streams ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const streams = byShard.flatMap(([, { streams: some = [] }]) => some);
  return [
    {
      name,
      type: workflow_type,
      subType: workflow_sub_type,
      ...(tenant === "" ? {} : { tenant }),
      sourceKeyspace,
      sourceShards: (source.shards ?? []).map(readShard),
      targetKeyspace,
      targetShards: (target.shards ?? []).map(readShard),
      lag: decodeLag(readInt64(max_v_replication_transaction_lag)),
      streams: streams.map((stream) => decodeStream(sourceKeyspace, stream)),
      targetDenied: byShard.flatMap(([key, shard]) => decodeDeniedTables(targetKeyspace, key, shard)),
      ...(defer_secondary_keys ? { defersKeys: true } : {}),
      logs: streams.flatMap(({ shard, logs = [] }) => logs.map((log) => decodeStreamLog(readShard(shard), log))),
    },
  ];
}

function decodeDeniedTables(keyspace: Keyspace, key: string, { tablet_controls }: Received<ShardStreamMessage>): readonly DeniedTables[] {
  const tables = listTablesDeniedToPrimary(tablet_controls);
  return tables.length === 0 ? [] : [{ keyspace, shard: readShard(key.slice(0, key.lastIndexOf("/"))), tables }];
}

function decodeStream(sourceKeyspace: Keyspace, message: Received<StreamMessage>): Stream {
  const { binlog_source: source, copy_states = [] } = message;
  const transactionAt = decodeTime(message.transaction_timestamp);
  const updatedAt = decodeTime(message.time_updated);
  const component = message.throttler_status?.component_throttled ?? "";
  const throttledAt = decodeTime(message.throttler_status?.time_throttled);
  return {
    id: readInt64(message.id),
    shard: readShard(message.shard),
    tablet: decodeAlias(message.tablet ?? {}),
    sourceKeyspace,
    sourceShard: readShard(source?.shard),
    tables: (source?.filter?.rules ?? []).map(({ match = "" }) => match),
    state: message.state ?? "",
    message: redact(message.message ?? ""),
    position: message.position ?? "",
    rowsCopied: readInt64(message.rows_copied),
    copyStates: copy_states.map(({ table, last_pk = "" }) => ({ table: readTableName(table), lastPk: digestKey(last_pk) })),
    ...(transactionAt === undefined ? {} : { transactionAt }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    // A component counts only with a recent time (docs/facts/throttler.md#old-value-stays).
    ...(component === "" || throttledAt === undefined ? {} : { throttle: { component, at: throttledAt } }),
  };
}

/** A last key is compared and never shown, and holds a row's values: only its digest goes further. */
function digestKey(lastPk: string): string {
  return lastPk === "" ? "" : createHash("sha256").update(lastPk).digest("hex").slice(0, 16);
}

function decodeStreamLog(
  shard: Shard,
  { stream_id, type = "", state = "", message = "", created_at, count }: Received<LogMessage>,
): StreamLog {
  return {
    shard,
    streamId: readInt64(stream_id),
    type,
    state,
    message: redact(message),
    at: decodeTime(created_at) ?? 0,
    count: readInt64(count),
  };
}
