// Original file: src/vtctld/wire/proto/vschema.proto

import type { Type as _query_Type, Type__Output as _query_Type__Output } from '../query/Type.ts';

export interface Column {
  'name'?: (string);
  'type'?: (_query_Type);
  'invisible'?: (boolean);
  'default'?: (string);
  'collation_name'?: (string);
  'size'?: (number);
  'scale'?: (number);
  'nullable'?: (boolean);
  'values'?: (string)[];
  '_nullable'?: "nullable";
}

export interface Column__Output {
  'name'?: (string);
  'type'?: (_query_Type__Output);
  'invisible'?: (boolean);
  'default'?: (string);
  'collation_name'?: (string);
  'size'?: (number);
  'scale'?: (number);
  'nullable'?: (boolean);
  'values'?: (string)[];
}
