// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface MoveTablesCompleteResponse {
  'summary'?: (string);
  'dry_run_results'?: (string)[];
}

export interface MoveTablesCompleteResponse__Output {
  'summary'?: (string);
  'dry_run_results'?: (string)[];
}
