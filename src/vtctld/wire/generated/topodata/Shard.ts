// Original file: src/vtctld/wire/proto/topodata.proto

import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { KeyRange as _topodata_KeyRange, KeyRange__Output as _topodata_KeyRange__Output } from '../topodata/KeyRange.ts';
import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';
import type { Shard as _vtorcdata_Shard, Shard__Output as _vtorcdata_Shard__Output } from '../vtorcdata/Shard.ts';
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';

export interface _topodata_Shard_SourceShard {
  'uid'?: (number);
  'keyspace'?: (string);
  'shard'?: (string);
  'key_range'?: (_topodata_KeyRange | null);
  'tables'?: (string)[];
}

export interface _topodata_Shard_SourceShard__Output {
  'uid'?: (number);
  'keyspace'?: (string);
  'shard'?: (string);
  'key_range'?: (_topodata_KeyRange__Output);
  'tables'?: (string)[];
}

export interface _topodata_Shard_TabletControl {
  'tablet_type'?: (_topodata_TabletType);
  'cells'?: (string)[];
  'denied_tables'?: (string)[];
  'frozen'?: (boolean);
  'allow_reads'?: (boolean);
}

export interface _topodata_Shard_TabletControl__Output {
  'tablet_type'?: (_topodata_TabletType__Output);
  'cells'?: (string)[];
  'denied_tables'?: (string)[];
  'frozen'?: (boolean);
  'allow_reads'?: (boolean);
}

export interface Shard {
  'primary_alias'?: (_topodata_TabletAlias | null);
  'key_range'?: (_topodata_KeyRange | null);
  'source_shards'?: (_topodata_Shard_SourceShard)[];
  'tablet_controls'?: (_topodata_Shard_TabletControl)[];
  'is_primary_serving'?: (boolean);
  'primary_term_start_time'?: (_vttime_Time | null);
  'vtorc_state'?: (_vtorcdata_Shard | null);
}

export interface Shard__Output {
  'primary_alias'?: (_topodata_TabletAlias__Output);
  'key_range'?: (_topodata_KeyRange__Output);
  'source_shards'?: (_topodata_Shard_SourceShard__Output)[];
  'tablet_controls'?: (_topodata_Shard_TabletControl__Output)[];
  'is_primary_serving'?: (boolean);
  'primary_term_start_time'?: (_vttime_Time__Output);
  'vtorc_state'?: (_vtorcdata_Shard__Output);
}
