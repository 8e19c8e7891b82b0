/** The first release, of those examined, that has a call; the others are in all of them. */
export const CALLS: Readonly<Record<string, number>> = {
  // In 12; nobody has examined 11.
  GetSrvVSchemas: 12,
  RefreshState: 12,
  ValidateKeyspace: 12,
  PingTablet: 12,
  SetShardTabletControl: 12,
  GetVersion: 14,
  GetShardRoutingRules: 15,
  ApplyShardRoutingRules: 15,
  ExecuteFetchAsDBA: 14,
  GetFullStatus: 15,
  GetTopologyPath: 15,
  UpdateThrottlerConfig: 16,
  WorkflowUpdate: 17,
  WorkflowStatus: 18,
  MoveTablesCreate: 18,
  MoveTablesComplete: 18,
  WorkflowSwitchTraffic: 18,
  WorkflowDelete: 18,
  VDiffCreate: 18,
  VDiffShow: 18,
  VDiffStop: 18,
  VDiffResume: 18,
  VDiffDelete: 18,
  GetSchemaMigrations: 18,
  GetKeyspaceRoutingRules: 20,
  ApplyKeyspaceRoutingRules: 20,
  WorkflowMirrorTraffic: 21,
  GetMirrorRules: 21,
  CheckThrottler: 21,
  GetThrottlerStatus: 21,
  ValidatePermissionsKeyspace: 22,
  WorkflowAddTables: 23,
  SetVtorcEmergencyReparent: 23,
};

/** True if a vtctld of this release has the call. */
export function hasCall(version: number, call: string): boolean {
  return version >= (CALLS[call] ?? 0);
}

/** Fields by call and path, with their first release; `*` is any key or index. */
type Fields = Readonly<Record<string, readonly (readonly [path: string, since: number])[]>>;

const REQUESTS: Fields = {
  GetTablets: [["tablet_type", 14]],
  GetSchema: [["table_schema_only", 15]],
  GetWorkflows: [
    ["name_only", 17],
    ["workflow", 18],
    ["include_logs", 18],
    ["shards", 19],
  ],
  WorkflowStatus: [["shards", 19]],
  MoveTablesCreate: [
    ["workflow_options", 20],
    ["workflow_options.config", 21],
    ["workflow_options.global_keyspace", 21],
    ["workflow_options.lookup_vindexes", 23],
  ],
  MoveTablesComplete: [
    ["shards", 19],
    ["ignore_source_keyspace", 22],
  ],
  WorkflowSwitchTraffic: [
    ["shards", 19],
    ["force", 21],
  ],
  WorkflowDelete: [
    ["shards", 19],
    ["delete_batch_size", 22],
    ["ignore_source_keyspace", 22],
  ],
  WorkflowUpdate: [
    ["tablet_request.config_overrides", 21],
    ["tablet_request.shards", 22],
    ["tablet_request.message", 22],
  ],
  VDiffCreate: [
    ["max_report_sample_rows", 19],
    ["max_diff_duration", 19],
    ["row_diff_column_truncate_at", 21],
    ["auto_start", 21],
  ],
  VDiffStop: [["target_shards", 21]],
  VDiffResume: [["target_shards", 21]],
  UpdateThrottlerConfig: [["throttled_app", 18]],
};

const STATUS_ANSWER = [["table_copy_state.*.phase", 24]] as const;

const ANSWERS: Fields = {
  // 14 has the field, and leaves it empty unless somebody set it.
  GetKeyspaces: [
    ["keyspaces.*.keyspace.durability_policy", 15],
    ["keyspaces.*.keyspace.sidecar_db_name", 17],
  ],
  // Before 14 the threads' states were in two fields that are gone from the files.
  ShardReplicationPositions: [
    ["replication_statuses.*.io_state", 14],
    ["replication_statuses.*.sql_state", 14],
    ["replication_statuses.*.last_io_error", 14],
    ["replication_statuses.*.last_sql_error", 14],
    ["replication_statuses.*.source_user", 14],
    ["replication_statuses.*.auto_position", 14],
    ["replication_statuses.*.using_gtid", 14],
    ["replication_statuses.*.ssl_allowed", 14],
    ["replication_statuses.*.relay_log_file_position", 14],
    ["replication_statuses.*.relay_log_source_binlog_equivalent_position", 14],
    ["replication_statuses.*.replication_lag_unknown", 14],
    ["tablet_map.*.default_conn_collation", 14],
  ],
  GetTablets: [["tablets.*.default_conn_collation", 14]],
  GetTopologyPath: [["cell.version", 20]],
  WorkflowStatus: STATUS_ANSWER,
  MoveTablesCreate: STATUS_ANSWER,
  GetWorkflows: [
    ["workflows.*.workflow_type", 16],
    ["workflows.*.workflow_sub_type", 16],
    ["workflows.*.max_v_replication_transaction_lag", 18],
    ["workflows.*.defer_secondary_keys", 18],
    ["workflows.*.options", 20],
    ["workflows.*.shard_streams.*.streams.*.rows_copied", 18],
    ["workflows.*.shard_streams.*.streams.*.tags", 18],
    ["workflows.*.shard_streams.*.streams.*.throttler_status", 18],
    ["workflows.*.shard_streams.*.streams.*.tablet_types", 19],
    ["workflows.*.shard_streams.*.streams.*.tablet_selection_preference", 19],
    ["workflows.*.shard_streams.*.streams.*.cells", 19],
    ["workflows.*.shard_streams.*.streams.*.copy_states.*.stream_id", 19],
  ],
};

/** Before that, logs are always returned: no field requests them. */
const LOGS_ASKED_SINCE = 18;
/** Before that, what an update leaves out is set to the field's default. */
const UPDATE_OPTIONAL_SINCE = 21;

/** A decoded request as a vtctld of this release reads it: an unknown field has its default. */
export function translateRequest(
  version: number,
  call: string,
  request: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const unknown = (REQUESTS[call] ?? []).filter(([, since]) => version < since);
  // Parts without changes are not copied: the suite has tens of thousands of these.
  const isChangedWithin = unknown.length > 0 || call === "WorkflowUpdate";
  const heard: Record<string, unknown> = isChangedWithin ? structuredClone(request) : { ...request };
  for (const [path] of unknown) change(heard, path.split("."), empty);
  if (call === "GetWorkflows" && version < LOGS_ASKED_SINCE) heard["include_logs"] = true;
  const { tablet_request: update } = heard;
  if (call === "WorkflowUpdate" && version < UPDATE_OPTIONAL_SINCE && isRecord(update)) {
    update["tablet_selection_preference"] ??= "ANY";
    update["on_ddl"] ??= "IGNORE";
    update["state"] ??= "Unknown";
  }
  return heard;
}

/** An answer as a vtctld of this release returns it. */
export function translateAnswer(version: number, call: string, answer: object): object {
  const unknown = (ANSWERS[call] ?? []).filter(([, since]) => version < since);
  if (unknown.length === 0) return answer;
  const told = structuredClone(answer);
  for (const [path] of unknown) change(told, path.split("."), remove);
  return told;
}

type Change = (record: Record<string, unknown>, key: string) => void;

function change(value: unknown, [key = "", ...rest]: readonly string[], leaf: Change): void {
  if (Array.isArray(value) && key === "*") for (const item of value) change(item, rest, leaf);
  if (!isRecord(value)) return;
  if (key === "*") for (const item of Object.values(value)) change(item, rest, leaf);
  else if (rest.length === 0) leaf(value, key);
  else change(value[key], rest, leaf);
}

function remove(record: Record<string, unknown>, key: string): void {
  delete record[key];
}

function empty(record: Record<string, unknown>, key: string): void {
  const value = record[key];
  if (Array.isArray(value)) record[key] = [];
  else if (typeof value === "string") record[key] = /^\d+$/.test(value) ? "0" : key === "tablet_type" ? "UNKNOWN" : "";
  else if (typeof value === "boolean" && key !== "auto_start") record[key] = false;
  else if (key === "config" || key === "config_overrides") record[key] = {};
  else if (key === "auto_start" || key === "message") delete record[key];
  else record[key] = null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
