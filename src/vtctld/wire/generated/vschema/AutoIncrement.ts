// Original file: src/vtctld/wire/proto/vschema.proto


export interface AutoIncrement {
  'column'?: (string);
  'sequence'?: (string);
}

export interface AutoIncrement__Output {
  'column'?: (string);
  'sequence'?: (string);
}
