// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface ValidateShardResponse {
  'results'?: (string)[];
}

export interface ValidateShardResponse__Output {
  'results'?: (string)[];
}
