// Original file: src/vtctld/wire/proto/topodata.proto

import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';

export interface ThrottledAppRule {
  'name'?: (string);
  'ratio'?: (number | string);
  'expires_at'?: (_vttime_Time | null);
  'exempt'?: (boolean);
}

export interface ThrottledAppRule__Output {
  'name'?: (string);
  'ratio'?: (number);
  'expires_at'?: (_vttime_Time__Output);
  'exempt'?: (boolean);
}
