// Original file: src/vtctld/wire/proto/vschema.proto


export interface ShardRoutingRule {
  'from_keyspace'?: (string);
  'to_keyspace'?: (string);
  'shard'?: (string);
}

export interface ShardRoutingRule__Output {
  'from_keyspace'?: (string);
  'to_keyspace'?: (string);
  'shard'?: (string);
}
