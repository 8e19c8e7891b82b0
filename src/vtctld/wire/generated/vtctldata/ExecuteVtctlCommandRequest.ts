// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { Long } from '@grpc/proto-loader';

export interface ExecuteVtctlCommandRequest {
  'args'?: (string)[];
  'action_timeout'?: (number | string | Long);
}

export interface ExecuteVtctlCommandRequest__Output {
  'args'?: (string)[];
  'action_timeout'?: (string);
}
