// Original file: src/vtctld/wire/proto/tabletmanagerdata.proto

import type { QueryResult as _query_QueryResult, QueryResult__Output as _query_QueryResult__Output } from '../query/QueryResult.ts';
import type { Long } from '@grpc/proto-loader';

export interface VDiffResponse {
  'id'?: (number | string | Long);
  'output'?: (_query_QueryResult | null);
  'vdiff_uuid'?: (string);
}

export interface VDiffResponse__Output {
  'id'?: (string);
  'output'?: (_query_QueryResult__Output);
  'vdiff_uuid'?: (string);
}
