// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { _vtctldata_SchemaMigration_Status, _vtctldata_SchemaMigration_Status__Output } from '../vtctldata/SchemaMigration.ts';
import type { Duration as _vttime_Duration, Duration__Output as _vttime_Duration__Output } from '../vttime/Duration.ts';
import type { QueryOrdering as _vtctldata_QueryOrdering, QueryOrdering__Output as _vtctldata_QueryOrdering__Output } from '../vtctldata/QueryOrdering.ts';
import type { Long } from '@grpc/proto-loader';

export interface GetSchemaMigrationsRequest {
  'keyspace'?: (string);
  'uuid'?: (string);
  'migration_context'?: (string);
  'status'?: (_vtctldata_SchemaMigration_Status);
  'recent'?: (_vttime_Duration | null);
  'order'?: (_vtctldata_QueryOrdering);
  'limit'?: (number | string | Long);
  'skip'?: (number | string | Long);
}

export interface GetSchemaMigrationsRequest__Output {
  'keyspace'?: (string);
  'uuid'?: (string);
  'migration_context'?: (string);
  'status'?: (_vtctldata_SchemaMigration_Status__Output);
  'recent'?: (_vttime_Duration__Output);
  'order'?: (_vtctldata_QueryOrdering__Output);
  'limit'?: (string);
  'skip'?: (string);
}
