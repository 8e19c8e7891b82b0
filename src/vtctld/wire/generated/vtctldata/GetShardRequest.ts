// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface GetShardRequest {
  'keyspace'?: (string);
  'shard_name'?: (string);
}

export interface GetShardRequest__Output {
  'keyspace'?: (string);
  'shard_name'?: (string);
}
