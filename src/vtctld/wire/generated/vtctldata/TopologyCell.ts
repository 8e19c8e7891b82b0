// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { Long } from '@grpc/proto-loader';

export interface TopologyCell {
  'name'?: (string);
  'path'?: (string);
  'data'?: (string);
  'children'?: (string)[];
  'version'?: (number | string | Long);
}

export interface TopologyCell__Output {
  'name'?: (string);
  'path'?: (string);
  'data'?: (string);
  'children'?: (string)[];
  'version'?: (string);
}
