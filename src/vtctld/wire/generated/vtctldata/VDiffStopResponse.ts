// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface VDiffStopResponse {
}

export interface VDiffStopResponse__Output {
}
