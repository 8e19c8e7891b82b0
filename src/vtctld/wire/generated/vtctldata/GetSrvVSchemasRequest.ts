// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface GetSrvVSchemasRequest {
  'cells'?: (string)[];
}

export interface GetSrvVSchemasRequest__Output {
  'cells'?: (string)[];
}
