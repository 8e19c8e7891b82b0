// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';

export interface GetTabletsRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'cells'?: (string)[];
  'strict'?: (boolean);
  'tablet_aliases'?: (_topodata_TabletAlias)[];
  'tablet_type'?: (_topodata_TabletType);
}

export interface GetTabletsRequest__Output {
  'keyspace'?: (string);
  'shard'?: (string);
  'cells'?: (string)[];
  'strict'?: (boolean);
  'tablet_aliases'?: (_topodata_TabletAlias__Output)[];
  'tablet_type'?: (_topodata_TabletType__Output);
}
