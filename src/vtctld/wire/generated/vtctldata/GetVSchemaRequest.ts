// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface GetVSchemaRequest {
  'keyspace'?: (string);
}

export interface GetVSchemaRequest__Output {
  'keyspace'?: (string);
}
