// Original file: src/vtctld/wire/proto/tabletmanagerdata.proto

import type { TableDefinition as _tabletmanagerdata_TableDefinition, TableDefinition__Output as _tabletmanagerdata_TableDefinition__Output } from '../tabletmanagerdata/TableDefinition.ts';

export interface SchemaDefinition {
  'database_schema'?: (string);
  'table_definitions'?: (_tabletmanagerdata_TableDefinition)[];
}

export interface SchemaDefinition__Output {
  'database_schema'?: (string);
  'table_definitions'?: (_tabletmanagerdata_TableDefinition__Output)[];
}
