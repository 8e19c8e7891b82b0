// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface ValidateKeyspaceRequest {
  'keyspace'?: (string);
  'ping_tablets'?: (boolean);
}

export interface ValidateKeyspaceRequest__Output {
  'keyspace'?: (string);
  'ping_tablets'?: (boolean);
}
