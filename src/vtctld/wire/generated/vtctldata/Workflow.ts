// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { WorkflowOptions as _vtctldata_WorkflowOptions, WorkflowOptions__Output as _vtctldata_WorkflowOptions__Output } from '../vtctldata/WorkflowOptions.ts';
import type { _topodata_Shard_TabletControl, _topodata_Shard_TabletControl__Output } from '../topodata/Shard.ts';
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { BinlogSource as _binlogdata_BinlogSource, BinlogSource__Output as _binlogdata_BinlogSource__Output } from '../binlogdata/BinlogSource.ts';
import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { TabletSelectionPreference as _tabletmanagerdata_TabletSelectionPreference, TabletSelectionPreference__Output as _tabletmanagerdata_TabletSelectionPreference__Output } from '../tabletmanagerdata/TabletSelectionPreference.ts';
import type { Long } from '@grpc/proto-loader';

export interface _vtctldata_Workflow_Stream_CopyState {
  'table'?: (string);
  'last_pk'?: (string);
  'stream_id'?: (number | string | Long);
}

export interface _vtctldata_Workflow_Stream_CopyState__Output {
  'table'?: (string);
  'last_pk'?: (string);
  'stream_id'?: (string);
}

export interface _vtctldata_Workflow_Stream_Log {
  'id'?: (number | string | Long);
  'stream_id'?: (number | string | Long);
  'type'?: (string);
  'state'?: (string);
  'created_at'?: (_vttime_Time | null);
  'updated_at'?: (_vttime_Time | null);
  'message'?: (string);
  'count'?: (number | string | Long);
}

export interface _vtctldata_Workflow_Stream_Log__Output {
  'id'?: (string);
  'stream_id'?: (string);
  'type'?: (string);
  'state'?: (string);
  'created_at'?: (_vttime_Time__Output);
  'updated_at'?: (_vttime_Time__Output);
  'message'?: (string);
  'count'?: (string);
}

export interface _vtctldata_Workflow_ReplicationLocation {
  'keyspace'?: (string);
  'shards'?: (string)[];
}

export interface _vtctldata_Workflow_ReplicationLocation__Output {
  'keyspace'?: (string);
  'shards'?: (string)[];
}

export interface _vtctldata_Workflow_ShardStream {
  'streams'?: (_vtctldata_Workflow_Stream)[];
  'tablet_controls'?: (_topodata_Shard_TabletControl)[];
  'is_primary_serving'?: (boolean);
}

export interface _vtctldata_Workflow_ShardStream__Output {
  'streams'?: (_vtctldata_Workflow_Stream__Output)[];
  'tablet_controls'?: (_topodata_Shard_TabletControl__Output)[];
  'is_primary_serving'?: (boolean);
}

export interface _vtctldata_Workflow_Stream {
  'id'?: (number | string | Long);
  'shard'?: (string);
  'tablet'?: (_topodata_TabletAlias | null);
  'binlog_source'?: (_binlogdata_BinlogSource | null);
  'position'?: (string);
  'stop_position'?: (string);
  'state'?: (string);
  'db_name'?: (string);
  'transaction_timestamp'?: (_vttime_Time | null);
  'time_updated'?: (_vttime_Time | null);
  'message'?: (string);
  'copy_states'?: (_vtctldata_Workflow_Stream_CopyState)[];
  'logs'?: (_vtctldata_Workflow_Stream_Log)[];
  'log_fetch_error'?: (string);
  'tags'?: (string)[];
  'rows_copied'?: (number | string | Long);
  'throttler_status'?: (_vtctldata_Workflow_Stream_ThrottlerStatus | null);
  'tablet_types'?: (_topodata_TabletType)[];
  'tablet_selection_preference'?: (_tabletmanagerdata_TabletSelectionPreference);
  'cells'?: (string)[];
}

export interface _vtctldata_Workflow_Stream__Output {
  'id'?: (string);
  'shard'?: (string);
  'tablet'?: (_topodata_TabletAlias__Output);
  'binlog_source'?: (_binlogdata_BinlogSource__Output);
  'position'?: (string);
  'stop_position'?: (string);
  'state'?: (string);
  'db_name'?: (string);
  'transaction_timestamp'?: (_vttime_Time__Output);
  'time_updated'?: (_vttime_Time__Output);
  'message'?: (string);
  'copy_states'?: (_vtctldata_Workflow_Stream_CopyState__Output)[];
  'logs'?: (_vtctldata_Workflow_Stream_Log__Output)[];
  'log_fetch_error'?: (string);
  'tags'?: (string)[];
  'rows_copied'?: (string);
  'throttler_status'?: (_vtctldata_Workflow_Stream_ThrottlerStatus__Output);
  'tablet_types'?: (_topodata_TabletType__Output)[];
  'tablet_selection_preference'?: (_tabletmanagerdata_TabletSelectionPreference__Output);
  'cells'?: (string)[];
}

export interface _vtctldata_Workflow_Stream_ThrottlerStatus {
  'component_throttled'?: (string);
  'time_throttled'?: (_vttime_Time | null);
}

export interface _vtctldata_Workflow_Stream_ThrottlerStatus__Output {
  'component_throttled'?: (string);
  'time_throttled'?: (_vttime_Time__Output);
}

export interface Workflow {
  'name'?: (string);
  'source'?: (_vtctldata_Workflow_ReplicationLocation | null);
  'target'?: (_vtctldata_Workflow_ReplicationLocation | null);
  'max_v_replication_lag'?: (number | string | Long);
  'shard_streams'?: ({[key: string]: _vtctldata_Workflow_ShardStream});
  'workflow_type'?: (string);
  'workflow_sub_type'?: (string);
  'max_v_replication_transaction_lag'?: (number | string | Long);
  'defer_secondary_keys'?: (boolean);
  'options'?: (_vtctldata_WorkflowOptions | null);
}

export interface Workflow__Output {
  'name'?: (string);
  'source'?: (_vtctldata_Workflow_ReplicationLocation__Output);
  'target'?: (_vtctldata_Workflow_ReplicationLocation__Output);
  'max_v_replication_lag'?: (string);
  'shard_streams'?: ({[key: string]: _vtctldata_Workflow_ShardStream__Output});
  'workflow_type'?: (string);
  'workflow_sub_type'?: (string);
  'max_v_replication_transaction_lag'?: (string);
  'defer_secondary_keys'?: (boolean);
  'options'?: (_vtctldata_WorkflowOptions__Output);
}
