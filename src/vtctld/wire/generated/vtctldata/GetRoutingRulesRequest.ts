// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface GetRoutingRulesRequest {
}

export interface GetRoutingRulesRequest__Output {
}
