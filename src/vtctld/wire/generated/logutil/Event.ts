// Original file: src/vtctld/wire/proto/logutil.proto

import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';
import type { Level as _logutil_Level, Level__Output as _logutil_Level__Output } from '../logutil/Level.ts';
import type { Long } from '@grpc/proto-loader';

export interface Event {
  'time'?: (_vttime_Time | null);
  'level'?: (_logutil_Level);
  'file'?: (string);
  'line'?: (number | string | Long);
  'value'?: (string);
}

export interface Event__Output {
  'time'?: (_vttime_Time__Output);
  'level'?: (_logutil_Level__Output);
  'file'?: (string);
  'line'?: (string);
  'value'?: (string);
}
