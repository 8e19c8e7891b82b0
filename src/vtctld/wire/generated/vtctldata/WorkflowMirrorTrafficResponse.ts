// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface WorkflowMirrorTrafficResponse {
  'summary'?: (string);
  'start_state'?: (string);
  'current_state'?: (string);
}

export interface WorkflowMirrorTrafficResponse__Output {
  'summary'?: (string);
  'start_state'?: (string);
  'current_state'?: (string);
}
