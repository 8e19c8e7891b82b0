// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface ShardReplicationPositionsRequest {
  'keyspace'?: (string);
  'shard'?: (string);
}

export interface ShardReplicationPositionsRequest__Output {
  'keyspace'?: (string);
  'shard'?: (string);
}
