// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface VDiffDeleteResponse {
}

export interface VDiffDeleteResponse__Output {
}
