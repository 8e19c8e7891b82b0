// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface GetKeyspaceRoutingRulesRequest {
}

export interface GetKeyspaceRoutingRulesRequest__Output {
}
