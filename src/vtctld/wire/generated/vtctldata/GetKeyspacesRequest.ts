// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface GetKeyspacesRequest {
}

export interface GetKeyspacesRequest__Output {
}
