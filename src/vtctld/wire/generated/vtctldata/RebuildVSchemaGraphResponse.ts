// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface RebuildVSchemaGraphResponse {
}

export interface RebuildVSchemaGraphResponse__Output {
}
