// Original file: src/vtctld/wire/proto/topodata.proto

import type { KeyspaceType as _topodata_KeyspaceType, KeyspaceType__Output as _topodata_KeyspaceType__Output } from '../topodata/KeyspaceType.ts';
import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';
import type { ThrottlerConfig as _topodata_ThrottlerConfig, ThrottlerConfig__Output as _topodata_ThrottlerConfig__Output } from '../topodata/ThrottlerConfig.ts';
import type { Keyspace as _vtorcdata_Keyspace, Keyspace__Output as _vtorcdata_Keyspace__Output } from '../vtorcdata/Keyspace.ts';
import type { Config as _querythrottler_Config, Config__Output as _querythrottler_Config__Output } from '../querythrottler/Config.ts';

export interface Keyspace {
  'keyspace_type'?: (_topodata_KeyspaceType);
  'base_keyspace'?: (string);
  'snapshot_time'?: (_vttime_Time | null);
  'durability_policy'?: (string);
  'throttler_config'?: (_topodata_ThrottlerConfig | null);
  'sidecar_db_name'?: (string);
  'vtorc_state'?: (_vtorcdata_Keyspace | null);
  'query_throttler_config'?: (_querythrottler_Config | null);
}

export interface Keyspace__Output {
  'keyspace_type'?: (_topodata_KeyspaceType__Output);
  'base_keyspace'?: (string);
  'snapshot_time'?: (_vttime_Time__Output);
  'durability_policy'?: (string);
  'throttler_config'?: (_topodata_ThrottlerConfig__Output);
  'sidecar_db_name'?: (string);
  'vtorc_state'?: (_vtorcdata_Keyspace__Output);
  'query_throttler_config'?: (_querythrottler_Config__Output);
}
