// Original file: src/vtctld/wire/proto/binlogdata.proto

import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { KeyRange as _topodata_KeyRange, KeyRange__Output as _topodata_KeyRange__Output } from '../topodata/KeyRange.ts';
import type { Filter as _binlogdata_Filter, Filter__Output as _binlogdata_Filter__Output } from '../binlogdata/Filter.ts';
import type { OnDDLAction as _binlogdata_OnDDLAction, OnDDLAction__Output as _binlogdata_OnDDLAction__Output } from '../binlogdata/OnDDLAction.ts';

export interface BinlogSource {
  'keyspace'?: (string);
  'shard'?: (string);
  'tablet_type'?: (_topodata_TabletType);
  'key_range'?: (_topodata_KeyRange | null);
  'tables'?: (string)[];
  'filter'?: (_binlogdata_Filter | null);
  'on_ddl'?: (_binlogdata_OnDDLAction);
  'external_mysql'?: (string);
  'stop_after_copy'?: (boolean);
  'external_cluster'?: (string);
  'source_time_zone'?: (string);
  'target_time_zone'?: (string);
}

export interface BinlogSource__Output {
  'keyspace'?: (string);
  'shard'?: (string);
  'tablet_type'?: (_topodata_TabletType__Output);
  'key_range'?: (_topodata_KeyRange__Output);
  'tables'?: (string)[];
  'filter'?: (_binlogdata_Filter__Output);
  'on_ddl'?: (_binlogdata_OnDDLAction__Output);
  'external_mysql'?: (string);
  'stop_after_copy'?: (boolean);
  'external_cluster'?: (string);
  'source_time_zone'?: (string);
  'target_time_zone'?: (string);
}
