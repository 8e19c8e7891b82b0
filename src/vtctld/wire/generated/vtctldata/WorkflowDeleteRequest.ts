// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { Long } from '@grpc/proto-loader';

export interface WorkflowDeleteRequest {
  'keyspace'?: (string);
  'workflow'?: (string);
  'keep_data'?: (boolean);
  'keep_routing_rules'?: (boolean);
  'shards'?: (string)[];
  'delete_batch_size'?: (number | string | Long);
  'ignore_source_keyspace'?: (boolean);
}

export interface WorkflowDeleteRequest__Output {
  'keyspace'?: (string);
  'workflow'?: (string);
  'keep_data'?: (boolean);
  'keep_routing_rules'?: (boolean);
  'shards'?: (string)[];
  'delete_batch_size'?: (string);
  'ignore_source_keyspace'?: (boolean);
}
