// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface ValidatePermissionsKeyspaceResponse {
}

export interface ValidatePermissionsKeyspaceResponse__Output {
}
