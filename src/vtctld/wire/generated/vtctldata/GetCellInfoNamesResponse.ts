// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface GetCellInfoNamesResponse {
  'names'?: (string)[];
}

export interface GetCellInfoNamesResponse__Output {
  'names'?: (string)[];
}
