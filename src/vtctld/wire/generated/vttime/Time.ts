// Original file: src/vtctld/wire/proto/vttime.proto

import type { Long } from '@grpc/proto-loader';

export interface Time {
  'seconds'?: (number | string | Long);
  'nanoseconds'?: (number);
}

export interface Time__Output {
  'seconds'?: (string);
  'nanoseconds'?: (number);
}
