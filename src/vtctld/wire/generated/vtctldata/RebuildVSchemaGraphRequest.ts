// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface RebuildVSchemaGraphRequest {
  'cells'?: (string)[];
}

export interface RebuildVSchemaGraphRequest__Output {
  'cells'?: (string)[];
}
