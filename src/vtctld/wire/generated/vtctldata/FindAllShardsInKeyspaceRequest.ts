// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface FindAllShardsInKeyspaceRequest {
  'keyspace'?: (string);
}

export interface FindAllShardsInKeyspaceRequest__Output {
  'keyspace'?: (string);
}
