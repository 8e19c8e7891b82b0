// Original file: src/vtctld/wire/proto/vtctldata.proto


export interface GetCellInfoNamesRequest {
}

export interface GetCellInfoNamesRequest__Output {
}
