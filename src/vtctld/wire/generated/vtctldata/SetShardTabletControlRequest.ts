// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';

export interface SetShardTabletControlRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'tablet_type'?: (_topodata_TabletType);
  'cells'?: (string)[];
  'denied_tables'?: (string)[];
  'disable_query_service'?: (boolean);
  'remove'?: (boolean);
}

export interface SetShardTabletControlRequest__Output {
  'keyspace'?: (string);
  'shard'?: (string);
  'tablet_type'?: (_topodata_TabletType__Output);
  'cells'?: (string)[];
  'denied_tables'?: (string)[];
  'disable_query_service'?: (boolean);
  'remove'?: (boolean);
}
