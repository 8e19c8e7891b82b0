// Original file: src/vtctld/wire/proto/tabletmanagerdata.proto

import type { CheckThrottlerResponseCode as _tabletmanagerdata_CheckThrottlerResponseCode, CheckThrottlerResponseCode__Output as _tabletmanagerdata_CheckThrottlerResponseCode__Output } from '../tabletmanagerdata/CheckThrottlerResponseCode.ts';

export interface _tabletmanagerdata_CheckThrottlerResponse_Metric {
  'name'?: (string);
  'value'?: (number | string);
  'threshold'?: (number | string);
  'error'?: (string);
  'message'?: (string);
  'scope'?: (string);
  'response_code'?: (_tabletmanagerdata_CheckThrottlerResponseCode);
}

export interface _tabletmanagerdata_CheckThrottlerResponse_Metric__Output {
  'name'?: (string);
  'value'?: (number);
  'threshold'?: (number);
  'error'?: (string);
  'message'?: (string);
  'scope'?: (string);
  'response_code'?: (_tabletmanagerdata_CheckThrottlerResponseCode__Output);
}

export interface CheckThrottlerResponse {
  'value'?: (number | string);
  'threshold'?: (number | string);
  'error'?: (string);
  'message'?: (string);
  'recently_checked'?: (boolean);
  'metrics'?: ({[key: string]: _tabletmanagerdata_CheckThrottlerResponse_Metric});
  'app_name'?: (string);
  'summary'?: (string);
  'response_code'?: (_tabletmanagerdata_CheckThrottlerResponseCode);
}

export interface CheckThrottlerResponse__Output {
  'value'?: (number);
  'threshold'?: (number);
  'error'?: (string);
  'message'?: (string);
  'recently_checked'?: (boolean);
  'metrics'?: ({[key: string]: _tabletmanagerdata_CheckThrottlerResponse_Metric__Output});
  'app_name'?: (string);
  'summary'?: (string);
  'response_code'?: (_tabletmanagerdata_CheckThrottlerResponseCode__Output);
}
