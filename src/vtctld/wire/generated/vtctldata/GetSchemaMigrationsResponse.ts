// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { SchemaMigration as _vtctldata_SchemaMigration, SchemaMigration__Output as _vtctldata_SchemaMigration__Output } from '../vtctldata/SchemaMigration.ts';

export interface GetSchemaMigrationsResponse {
  'migrations'?: (_vtctldata_SchemaMigration)[];
}

export interface GetSchemaMigrationsResponse__Output {
  'migrations'?: (_vtctldata_SchemaMigration__Output)[];
}
