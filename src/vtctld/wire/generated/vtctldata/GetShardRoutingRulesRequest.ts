// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface GetShardRoutingRulesRequest {
}

export interface GetShardRoutingRulesRequest__Output {
}
