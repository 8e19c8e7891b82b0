// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface VDiffCreateResponse {
  'UUID'?: (string);
}

export interface VDiffCreateResponse__Output {
  'UUID'?: (string);
}
