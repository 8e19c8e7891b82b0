// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { VDiffResponse as _tabletmanagerdata_VDiffResponse, VDiffResponse__Output as _tabletmanagerdata_VDiffResponse__Output } from '../tabletmanagerdata/VDiffResponse.ts';

export interface VDiffShowResponse {
  'tablet_responses'?: ({[key: string]: _tabletmanagerdata_VDiffResponse});
}

export interface VDiffShowResponse__Output {
  'tablet_responses'?: ({[key: string]: _tabletmanagerdata_VDiffResponse__Output});
}
