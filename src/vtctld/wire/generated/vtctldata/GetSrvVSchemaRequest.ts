// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface GetSrvVSchemaRequest {
  'cell'?: (string);
}

export interface GetSrvVSchemaRequest__Output {
  'cell'?: (string);
}
