// Original file: src/vtctld/wire/proto/tabletmanagerdata.proto

import type { Field as _query_Field, Field__Output as _query_Field__Output } from '../query/Field.ts';
import type { Long } from '@grpc/proto-loader';

export interface TableDefinition {
  'name'?: (string);
  'schema'?: (string);
  'columns'?: (string)[];
  'primary_key_columns'?: (string)[];
  'type'?: (string);
  'data_length'?: (number | string | Long);
  'row_count'?: (number | string | Long);
  'fields'?: (_query_Field)[];
}

export interface TableDefinition__Output {
  'name'?: (string);
  'schema'?: (string);
  'columns'?: (string)[];
  'primary_key_columns'?: (string)[];
  'type'?: (string);
  'data_length'?: (string);
  'row_count'?: (string);
  'fields'?: (_query_Field__Output)[];
}
