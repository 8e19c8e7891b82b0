// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface PingTabletResponse {
}

export interface PingTabletResponse__Output {
}
