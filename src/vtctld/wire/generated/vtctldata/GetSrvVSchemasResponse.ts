// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { SrvVSchema as _vschema_SrvVSchema, SrvVSchema__Output as _vschema_SrvVSchema__Output } from '../vschema/SrvVSchema.ts';

export interface GetSrvVSchemasResponse {
  'srv_v_schemas'?: ({[key: string]: _vschema_SrvVSchema});
}

export interface GetSrvVSchemasResponse__Output {
  'srv_v_schemas'?: ({[key: string]: _vschema_SrvVSchema__Output});
}
