// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { QueryResult as _query_QueryResult, QueryResult__Output as _query_QueryResult__Output } from '../query/QueryResult.ts';

export interface ExecuteFetchAsDBAResponse {
  'result'?: (_query_QueryResult | null);
}

export interface ExecuteFetchAsDBAResponse__Output {
  'result'?: (_query_QueryResult__Output);
}
