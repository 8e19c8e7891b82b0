// Original file: src/vtctld/wire/proto/vschema.proto

import type { Type as _query_Type, Type__Output as _query_Type__Output } from '../query/Type.ts';

export interface MultiTenantSpec {
  'tenant_id_column_name'?: (string);
  'tenant_id_column_type'?: (_query_Type);
}

export interface MultiTenantSpec__Output {
  'tenant_id_column_name'?: (string);
  'tenant_id_column_type'?: (_query_Type__Output);
}
