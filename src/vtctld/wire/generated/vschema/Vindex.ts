// Original file: src/vtctld/wire/proto/vschema.proto


export interface Vindex {
  'type'?: (string);
  'params'?: ({[key: string]: string});
  'owner'?: (string);
}

export interface Vindex__Output {
  'type'?: (string);
  'params'?: ({[key: string]: string});
  'owner'?: (string);
}
