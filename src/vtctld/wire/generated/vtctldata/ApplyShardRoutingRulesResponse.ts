// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface ApplyShardRoutingRulesResponse {
}

export interface ApplyShardRoutingRulesResponse__Output {
}
