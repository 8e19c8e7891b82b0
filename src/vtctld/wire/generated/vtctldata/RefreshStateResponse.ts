// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface RefreshStateResponse {
}

export interface RefreshStateResponse__Output {
}
