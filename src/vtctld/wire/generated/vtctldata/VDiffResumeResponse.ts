// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface VDiffResumeResponse {
}

export interface VDiffResumeResponse__Output {
}
