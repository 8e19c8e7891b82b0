// The messages that Tandem reads, as the protobuf library hands them over: absent fields absent, 64-bit numbers as text, enums by name or, when
// unknown, by number. The .proto files beside are the contract; a test holds them to the facts.

export type Enum = string | number;

export interface Time {
  readonly seconds?: string;
  readonly nanoseconds?: number;
}

export interface Alias {
  readonly cell?: string;
  readonly uid?: number;
}

export interface TabletControl {
  readonly tablet_type?: Enum;
  readonly cells?: readonly string[];
  readonly denied_tables?: readonly string[];
  readonly frozen?: boolean;
}

export interface ShardMessage {
  readonly shard?: { readonly tablet_controls?: readonly TabletControl[] };
}

export interface ReplicationStatus {
  readonly position?: string;
  readonly source_host?: string;
  readonly io_state?: number;
  readonly sql_state?: number;
  readonly last_io_error?: string;
  readonly last_sql_error?: string;
  readonly replication_lag_seconds?: number;
  readonly replication_lag_unknown?: boolean;
}

export interface ThrottlerStatusMessage {
  readonly shard?: string;
  readonly is_enabled?: boolean;
  readonly aggregated_metrics?: Readonly<Record<string, { readonly value?: number; readonly error?: string }>>;
  readonly metric_thresholds?: Readonly<Record<string, number>>;
  readonly throttled_apps?: Readonly<Record<string, { readonly name?: string; readonly ratio?: number; readonly expires_at?: Time }>>;
}

export interface MigrationMessage {
  readonly uuid?: string;
  readonly keyspace?: string;
  readonly table?: string;
  readonly status?: Enum;
  readonly completed_at?: Time;
}

export interface TableDefinition {
  readonly name?: string;
  readonly schema?: string;
  readonly type?: string;
  readonly data_length?: string;
  readonly row_count?: string;
}

export interface TabletMessage {
  readonly alias?: Alias;
  readonly keyspace?: string;
  readonly shard?: string;
  readonly type?: Enum;
}

export interface LogMessage {
  readonly stream_id?: string;
  readonly type?: string;
  readonly state?: string;
  readonly created_at?: Time;
  readonly message?: string;
  readonly count?: string;
}

export interface StreamMessage {
  readonly id?: string;
  readonly shard?: string;
  readonly tablet?: Alias;
  readonly binlog_source?: {
    readonly shard?: string;
    readonly filter?: { readonly rules?: readonly { readonly match?: string }[] };
  };
  readonly position?: string;
  readonly state?: string;
  readonly transaction_timestamp?: Time;
  readonly time_updated?: Time;
  readonly message?: string;
  readonly copy_states?: readonly { readonly table?: string; readonly last_pk?: string }[];
  readonly logs?: readonly LogMessage[];
  readonly rows_copied?: string;
  readonly throttler_status?: { readonly component_throttled?: string; readonly time_throttled?: Time };
}

export interface ShardStreamMessage {
  readonly streams?: readonly StreamMessage[];
  readonly tablet_controls?: readonly TabletControl[];
}

export interface WorkflowMessage {
  readonly name?: string;
  readonly source?: { readonly keyspace?: string; readonly shards?: readonly string[] };
  readonly target?: { readonly keyspace?: string; readonly shards?: readonly string[] };
  readonly shard_streams?: Readonly<Record<string, ShardStreamMessage>>;
  readonly workflow_type?: string;
  readonly workflow_sub_type?: string;
  /** Since 20. */
  readonly options?: { readonly tenant_id?: string };
  readonly max_v_replication_transaction_lag?: string;
}

export interface TableCopyMessage {
  readonly rows_copied?: string;
  readonly rows_total?: string;
  readonly bytes_copied?: string;
  readonly bytes_total?: string;
  readonly phase?: Enum;
}

export interface QueryResult {
  readonly fields?: readonly { readonly name?: string }[];
  readonly rows?: readonly { readonly lengths?: readonly string[]; readonly values?: Buffer }[];
}

/** The four documents of rules: as they are saved, one an answer; as a cell serves them, all in one. */
export interface RulesMessage {
  readonly routing_rules?: { readonly rules?: readonly { readonly from_table?: string; readonly to_tables?: readonly string[] }[] };
  readonly shard_routing_rules?: {
    readonly rules?: readonly { readonly from_keyspace?: string; readonly to_keyspace?: string; readonly shard?: string }[];
  };
  readonly keyspace_routing_rules?: { readonly rules?: readonly { readonly from_keyspace?: string; readonly to_keyspace?: string }[] };
  readonly mirror_rules?: {
    readonly rules?: readonly { readonly from_table?: string; readonly to_table?: string; readonly percent?: number }[];
  };
}

/** What each call answers, by the call's name. */
export interface Answers {
  readonly GetKeyspaces: { readonly keyspaces?: readonly { readonly name?: string }[] };
  readonly GetCellInfoNames: { readonly names?: readonly string[] };
  readonly GetTablets: { readonly tablets?: readonly TabletMessage[] };
  readonly GetSchema: {
    readonly schema?: {
      readonly table_definitions?: readonly TableDefinition[];
    };
  };
  readonly GetShard: { readonly shard?: ShardMessage };
  readonly FindAllShardsInKeyspace: { readonly shards?: Readonly<Record<string, ShardMessage>> };
  readonly GetVSchema: {
    readonly v_schema?: {
      readonly sharded?: boolean;
      readonly tables?: Readonly<
        Record<
          string,
          {
            readonly auto_increment?: { readonly column?: string; readonly sequence?: string };
            readonly column_vindexes?: readonly { readonly column?: string; readonly columns?: readonly string[] }[];
            readonly [field: string]: unknown;
          }
        >
      >;
      readonly multi_tenant_spec?: object;
    };
  };
  readonly ShardReplicationPositions: {
    readonly replication_statuses?: Readonly<Record<string, ReplicationStatus>>;
    readonly tablet_map?: Readonly<Record<string, TabletMessage>>;
  };
  readonly PingTablet: object;
  readonly GetVersion: { readonly version?: string };
  readonly ExecuteFetchAsDBA: { readonly result?: QueryResult };
  readonly GetFullStatus: {
    readonly status?: {
      readonly replication_status?: ReplicationStatus;
      readonly disk_stalled?: boolean;
      readonly binlog_row_image?: string;
    };
  };
  readonly ValidatePermissionsKeyspace: object;
  readonly ValidateKeyspace: {
    readonly results?: readonly string[];
    readonly results_by_shard?: Readonly<Record<string, { readonly results?: readonly string[] }>>;
  };
  readonly GetThrottlerStatus: { readonly status?: ThrottlerStatusMessage };
  readonly CheckThrottler: {
    readonly Check?: { readonly response_code?: Enum; readonly summary?: string; readonly message?: string; readonly error?: string };
  };
  readonly GetSchemaMigrations: { readonly migrations?: readonly MigrationMessage[] };
  readonly GetWorkflows: { readonly workflows?: readonly WorkflowMessage[] };
  readonly WorkflowStatus: { readonly table_copy_state?: Readonly<Record<string, TableCopyMessage>>; readonly traffic_state?: string };
  readonly GetRoutingRules: Pick<RulesMessage, "routing_rules">;
  readonly GetShardRoutingRules: Pick<RulesMessage, "shard_routing_rules">;
  readonly GetKeyspaceRoutingRules: Pick<RulesMessage, "keyspace_routing_rules">;
  readonly GetMirrorRules: Pick<RulesMessage, "mirror_rules">;
  readonly GetSrvVSchema: { readonly srv_v_schema?: RulesMessage };
  readonly RebuildVSchemaGraph: object;
  readonly RefreshState: object;
  readonly RefreshStateByShard: { readonly is_partial_refresh?: boolean; readonly partial_refresh_details?: string };
  readonly GetTopologyPath: { readonly cell?: { readonly data?: string; readonly children?: readonly string[] } };
  readonly VDiffShow: { readonly tablet_responses?: Readonly<Record<string, { readonly output?: QueryResult }>> };
  readonly MoveTablesCreate: object;
  readonly WorkflowUpdate: object;
  readonly VDiffCreate: object;
  readonly VDiffStop: object;
  readonly VDiffResume: object;
  readonly VDiffDelete: object;
  readonly WorkflowSwitchTraffic: { readonly summary?: string; readonly dry_run_results?: readonly string[] };
  readonly MoveTablesComplete: { readonly dry_run_results?: readonly string[] };
  readonly WorkflowDelete: object;
  readonly WorkflowMirrorTraffic: object;
  readonly ApplyRoutingRules: object;
  readonly ApplyShardRoutingRules: object;
  readonly ApplyKeyspaceRoutingRules: object;
  readonly SetShardTabletControl: object;
  readonly UpdateThrottlerConfig: object;
}
