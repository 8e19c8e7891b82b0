// Original file: src/vtctld/wire/proto/reflection.proto


export interface ServerReflectionRequest {
  'file_containing_symbol'?: (string);
}

export interface ServerReflectionRequest__Output {
  'file_containing_symbol'?: (string);
}
