// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface GetVersionResponse {
  'version'?: (string);
}

export interface GetVersionResponse__Output {
  'version'?: (string);
}
