// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface MoveTablesCompleteRequest {
  'workflow'?: (string);
  'target_keyspace'?: (string);
  'keep_data'?: (boolean);
  'keep_routing_rules'?: (boolean);
  'rename_tables'?: (boolean);
  'dry_run'?: (boolean);
  'shards'?: (string)[];
  'ignore_source_keyspace'?: (boolean);
}

export interface MoveTablesCompleteRequest__Output {
  'workflow'?: (string);
  'target_keyspace'?: (string);
  'keep_data'?: (boolean);
  'keep_routing_rules'?: (boolean);
  'rename_tables'?: (boolean);
  'dry_run'?: (boolean);
  'shards'?: (string)[];
  'ignore_source_keyspace'?: (boolean);
}
