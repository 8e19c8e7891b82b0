// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { SchemaDefinition as _tabletmanagerdata_SchemaDefinition, SchemaDefinition__Output as _tabletmanagerdata_SchemaDefinition__Output } from '../tabletmanagerdata/SchemaDefinition.ts';

export interface GetSchemaResponse {
  'schema'?: (_tabletmanagerdata_SchemaDefinition | null);
}

export interface GetSchemaResponse__Output {
  'schema'?: (_tabletmanagerdata_SchemaDefinition__Output);
}
