// Original file: src/vtctld/wire/proto/query.proto

import type { Long } from '@grpc/proto-loader';

export interface Row {
  'lengths'?: (number | string | Long)[];
  'values'?: (Buffer | Uint8Array | string);
}

export interface Row__Output {
  'lengths'?: (string)[];
  'values'?: (Buffer);
}
