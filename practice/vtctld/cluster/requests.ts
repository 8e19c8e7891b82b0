import type { TabletAlias, TabletType } from "./cluster.ts";

/** The fields of a decoded request that handlers read; 64-bit numbers are strings, enums names, missing messages null. */
export interface DurationMessage {
  seconds: string;
  nanos: number;
}

export interface KeyspaceRequest {
  keyspace: string;
}

export interface GetTabletsRequest {
  keyspace: string;
  shard: string;
  cells: string[];
  tablet_aliases: TabletAlias[];
  tablet_type: TabletType;
}

export interface GetSchemaRequest {
  tablet_alias: TabletAlias | null;
  tables: string[];
  exclude_tables: string[];
  include_views: boolean;
  table_names_only: boolean;
  table_sizes_only: boolean;
  table_schema_only: boolean;
}

export interface GetShardRequest {
  keyspace: string;
  shard_name: string;
}

export interface GetTopologyPathRequest {
  path: string;
}

export interface GetWorkflowsRequest {
  keyspace: string;
  active_only: boolean;
  name_only: boolean;
  workflow: string;
  include_logs: boolean;
  shards: string[];
}

export interface WorkflowStatusRequest {
  keyspace: string;
  workflow: string;
  shards: string[];
}

export interface WorkflowOptionsMessage {
  tenant_id: string;
  sharded_auto_increment_handling: string;
  shards: string[];
  config: Record<string, string>;
  global_keyspace: string;
  lookup_vindexes: string[];
}

export interface MoveTablesCreateRequest {
  workflow: string;
  source_keyspace: string;
  target_keyspace: string;
  cells: string[];
  tablet_types: TabletType[];
  tablet_selection_preference: string;
  source_shards: string[];
  all_tables: boolean;
  include_tables: string[];
  exclude_tables: string[];
  source_time_zone: string;
  on_ddl: string;
  stop_after_copy: boolean;
  defer_secondary_keys: boolean;
  auto_start: boolean;
  no_routing_rules: boolean;
  atomic_copy?: boolean;
  drop_foreign_keys?: boolean;
  workflow_options: WorkflowOptionsMessage | null;
}

export interface WorkflowUpdateRequest {
  keyspace: string;
  tablet_request: {
    workflow: string;
    cells: string[];
    /** An unknown number (the sentinel -1) stays a number. */
    tablet_types: (TabletType | number)[];
    tablet_selection_preference?: string;
    on_ddl?: string | number;
    state?: string;
    shards: string[];
    config_overrides: Record<string, string>;
    message?: string;
  } | null;
}

export interface SwitchTrafficRequest {
  keyspace: string;
  workflow: string;
  cells: string[];
  tablet_types: TabletType[];
  max_replication_lag_allowed: DurationMessage | null;
  enable_reverse_replication: boolean;
  direction: number;
  timeout: DurationMessage | null;
  dry_run: boolean;
  initialize_target_sequences: boolean;
  shards: string[];
  force: boolean;
}

export interface CompleteRequest {
  workflow: string;
  target_keyspace: string;
  keep_data: boolean;
  keep_routing_rules: boolean;
  rename_tables: boolean;
  dry_run: boolean;
  ignore_source_keyspace: boolean;
}

export interface WorkflowDeleteRequest {
  keyspace: string;
  workflow: string;
  keep_data: boolean;
  keep_routing_rules: boolean;
  shards: string[];
  ignore_source_keyspace: boolean;
}

export interface ShardRequest {
  keyspace: string;
  shard: string;
}

export interface CellRequest {
  cell: string;
}

export interface CellsRequest {
  cells: string[];
}

export interface RefreshByShardRequest extends ShardRequest {
  cells: string[];
}

export interface TabletRequest {
  tablet_alias: TabletAlias | null;
}

export interface ValidateKeyspaceRequest extends KeyspaceRequest {
  ping_tablets: boolean;
}

export interface ExecuteFetchRequest extends TabletRequest {
  query: string;
  max_rows: string;
}

export interface GetSchemaMigrationsRequest extends KeyspaceRequest {
  order: string;
}

export interface MirrorTrafficRequest {
  keyspace: string;
  workflow: string;
  tablet_types: TabletType[];
  percent: number;
}

export interface CheckThrottlerRequest extends TabletRequest {
  app_name: string;
}

export interface UpdateThrottlerConfigRequest {
  keyspace: string;
  enable: boolean;
  disable: boolean;
  threshold: number;
  custom_query: string;
  custom_query_set: boolean;
  throttled_app: { name: string; ratio: number; expires_at: { seconds: string; nanoseconds: number } | null; exempt: boolean } | null;
}

export interface ApplyRoutingRulesRequest {
  routing_rules: { rules: { from_table: string; to_tables: string[] }[] } | null;
  skip_rebuild: boolean;
  rebuild_cells: string[];
}

export interface ApplyShardRoutingRulesRequest {
  shard_routing_rules: { rules: { from_keyspace: string; to_keyspace: string; shard: string }[] } | null;
  skip_rebuild: boolean;
  rebuild_cells: string[];
}

export interface ApplyKeyspaceRoutingRulesRequest {
  keyspace_routing_rules: { rules: { from_keyspace: string; to_keyspace: string }[] } | null;
  skip_rebuild: boolean;
  rebuild_cells: string[];
}

export interface SetShardTabletControlRequest extends ShardRequest {
  tablet_type: TabletType;
  cells: string[];
  denied_tables: string[];
  remove: boolean;
}

export interface VDiffRequest {
  workflow: string;
  target_keyspace: string;
  uuid: string;
  target_shards: string[];
}

export interface VDiffArgRequest {
  workflow: string;
  target_keyspace: string;
  arg: string;
}

export interface VDiffCreateRequest {
  workflow: string;
  target_keyspace: string;
  uuid: string;
  source_cells: string[];
  target_cells: string[];
  tablet_types: TabletType[];
  tablet_selection_preference: string;
  tables: string[];
  limit: string;
  filtered_replication_wait_time: DurationMessage | null;
  debug_query: boolean;
  only_p_ks: boolean;
  update_table_stats: boolean;
  max_extra_rows_to_compare: string;
  auto_retry: boolean;
  max_report_sample_rows: string;
  max_diff_duration: DurationMessage | null;
  row_diff_column_truncate_at: string;
  auto_start?: boolean;
}

/** Seconds of a duration message; the given default if it is missing. */
export function decodeDurationSeconds(duration: DurationMessage | null, absent: number): number {
  return duration === null ? absent : Number(duration.seconds) + duration.nanos / 1e9;
}
