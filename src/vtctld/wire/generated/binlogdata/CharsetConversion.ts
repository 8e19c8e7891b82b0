// Original file: src/vtctld/wire/proto/binlogdata.proto


export interface CharsetConversion {
  'from_charset'?: (string);
  'to_charset'?: (string);
}

export interface CharsetConversion__Output {
  'from_charset'?: (string);
  'to_charset'?: (string);
}
