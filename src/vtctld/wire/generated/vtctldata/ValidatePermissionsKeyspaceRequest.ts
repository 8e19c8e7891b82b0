// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface ValidatePermissionsKeyspaceRequest {
  'keyspace'?: (string);
  'shards'?: (string)[];
}

export interface ValidatePermissionsKeyspaceRequest__Output {
  'keyspace'?: (string);
  'shards'?: (string)[];
}
