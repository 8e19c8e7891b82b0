// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface UpdateThrottlerConfigResponse {
}

export interface UpdateThrottlerConfigResponse__Output {
}
