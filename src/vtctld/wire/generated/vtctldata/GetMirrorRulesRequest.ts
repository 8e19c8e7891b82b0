// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface GetMirrorRulesRequest {
}

export interface GetMirrorRulesRequest__Output {
}
