// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { Long } from '@grpc/proto-loader';

export interface GetTopologyPathRequest {
  'path'?: (string);
  'version'?: (number | string | Long);
  'as_json'?: (boolean);
}

export interface GetTopologyPathRequest__Output {
  'path'?: (string);
  'version'?: (string);
  'as_json'?: (boolean);
}
