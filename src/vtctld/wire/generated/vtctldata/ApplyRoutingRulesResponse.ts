// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface ApplyRoutingRulesResponse {
}

export interface ApplyRoutingRulesResponse__Output {
}
