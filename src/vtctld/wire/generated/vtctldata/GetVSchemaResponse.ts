// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { Keyspace as _vschema_Keyspace, Keyspace__Output as _vschema_Keyspace__Output } from '../vschema/Keyspace.ts';

export interface GetVSchemaResponse {
  'v_schema'?: (_vschema_Keyspace | null);
}

export interface GetVSchemaResponse__Output {
  'v_schema'?: (_vschema_Keyspace__Output);
}
