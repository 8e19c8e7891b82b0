// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { ThrottledAppRule as _topodata_ThrottledAppRule, ThrottledAppRule__Output as _topodata_ThrottledAppRule__Output } from '../topodata/ThrottledAppRule.ts';

export interface UpdateThrottlerConfigRequest {
  'keyspace'?: (string);
  'enable'?: (boolean);
  'disable'?: (boolean);
  'threshold'?: (number | string);
  'custom_query'?: (string);
  'custom_query_set'?: (boolean);
  'check_as_check_self'?: (boolean);
  'check_as_check_shard'?: (boolean);
  'throttled_app'?: (_topodata_ThrottledAppRule | null);
  'metric_name'?: (string);
  'app_name'?: (string);
  'app_checked_metrics'?: (string)[];
}

export interface UpdateThrottlerConfigRequest__Output {
  'keyspace'?: (string);
  'enable'?: (boolean);
  'disable'?: (boolean);
  'threshold'?: (number);
  'custom_query'?: (string);
  'custom_query_set'?: (boolean);
  'check_as_check_self'?: (boolean);
  'check_as_check_shard'?: (boolean);
  'throttled_app'?: (_topodata_ThrottledAppRule__Output);
  'metric_name'?: (string);
  'app_name'?: (string);
  'app_checked_metrics'?: (string)[];
}
