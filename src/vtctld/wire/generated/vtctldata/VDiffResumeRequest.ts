// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface VDiffResumeRequest {
  'workflow'?: (string);
  'target_keyspace'?: (string);
  'uuid'?: (string);
  'target_shards'?: (string)[];
}

export interface VDiffResumeRequest__Output {
  'workflow'?: (string);
  'target_keyspace'?: (string);
  'uuid'?: (string);
  'target_shards'?: (string)[];
}
