// Original file: src/vtctld/wire/proto/binlogdata.proto

import type { CharsetConversion as _binlogdata_CharsetConversion, CharsetConversion__Output as _binlogdata_CharsetConversion__Output } from '../binlogdata/CharsetConversion.ts';

export interface Rule {
  'match'?: (string);
  'filter'?: (string);
  'convert_enum_to_text'?: ({[key: string]: string});
  'convert_charset'?: ({[key: string]: _binlogdata_CharsetConversion});
  'source_unique_key_columns'?: (string);
  'target_unique_key_columns'?: (string);
  'source_unique_key_target_columns'?: (string);
  'convert_int_to_enum'?: ({[key: string]: boolean});
  'force_unique_key'?: (string);
}

export interface Rule__Output {
  'match'?: (string);
  'filter'?: (string);
  'convert_enum_to_text'?: ({[key: string]: string});
  'convert_charset'?: ({[key: string]: _binlogdata_CharsetConversion__Output});
  'source_unique_key_columns'?: (string);
  'target_unique_key_columns'?: (string);
  'source_unique_key_target_columns'?: (string);
  'convert_int_to_enum'?: ({[key: string]: boolean});
  'force_unique_key'?: (string);
}
