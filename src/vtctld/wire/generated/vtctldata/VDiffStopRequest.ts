// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface VDiffStopRequest {
  'workflow'?: (string);
  'target_keyspace'?: (string);
  'uuid'?: (string);
  'target_shards'?: (string)[];
}

export interface VDiffStopRequest__Output {
  'workflow'?: (string);
  'target_keyspace'?: (string);
  'uuid'?: (string);
  'target_shards'?: (string)[];
}
